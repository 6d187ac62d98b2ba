create table interaction (
    owner_id       uuid        not null,
    id             uuid        not null,
    version        integer     not null,
    kind           text        not null,
    direction      text        check (direction in ('INBOUND', 'OUTBOUND', 'TWO_WAY')),
    occurred_at    timestamptz not null,
    place          text,
    summary        text,
    notes          text,
    next_step      text,
    next_step_due  date,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    primary key (owner_id, id)
);
create index interaction_by_time on interaction (owner_id, occurred_at, id);
call kith_protect('interaction', 'select, insert, update, delete', 'select');

create table interaction_participant (
    owner_id        uuid        not null,
    interaction_id  uuid        not null,
    contact_id      uuid        not null,
    seat            smallint    not null, -- the order in which they were named
    occurred_at     timestamptz not null, -- the interaction's, so that a timeline reads one index
    answered_at     timestamptz,
    counts_at       timestamptz,          -- when it counts as contact; null when it does not
    primary key (owner_id, interaction_id, contact_id),
    foreign key (owner_id, interaction_id) references interaction (owner_id, id) on delete cascade,
    foreign key (owner_id, contact_id) references contact (owner_id, id)
);
create index participant_counting on interaction_participant (owner_id, contact_id, counts_at, interaction_id)
    where counts_at is not null;
create index participant_timeline on interaction_participant (owner_id, contact_id, occurred_at, interaction_id);
call kith_protect('interaction_participant', 'select, insert, update, delete', 'select');
