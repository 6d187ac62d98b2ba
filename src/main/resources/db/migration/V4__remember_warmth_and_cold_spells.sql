-- One narrow row a contact, so that logging a lunch does not rewrite the contact. Vacuumed like a queue.
create table warmth (
    owner_id             uuid        not null,
    contact_id           uuid        not null,
    anchor               timestamptz not null,
    last_contact_at      timestamptz,
    last_interaction_id  uuid,
    last_kind            text,
    cadence              text,        -- the one that applies, as it was sent
    cadence_source       text,
    cadence_tag_id       uuid,
    paused               boolean     not null,
    snoozed_at           timestamptz, -- when the snooze was set
    snoozed_until        timestamptz,
    cools_at             timestamptz,
    goes_cold_at         timestamptz,
    due_at               timestamptz, -- when a spell begins: goes_cold_at, or the end of the snooze; null while paused
    cold_since           timestamptz, -- the open spell's
    spells               integer     not null,
    last_closed_at       timestamptz, -- the last spell's; null while it is open
    primary key (owner_id, contact_id),
    foreign key (owner_id, contact_id) references contact (owner_id, id) on delete cascade
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
create index warmth_due on warmth (due_at) where cold_since is null and due_at is not null;
create index warmth_by_cold_date on warmth (owner_id, goes_cold_at, contact_id);
call kith_protect('warmth', 'select, insert, update, delete', 'select, update');

create table cold_spell (
    owner_id      uuid        not null,
    contact_id    uuid        not null,
    number        integer     not null,
    cold_at       timestamptz not null,
    detected_at   timestamptz not null,
    cause         text        not null,
    closed_at     timestamptz,
    close_reason  text,
    primary key (owner_id, contact_id, number),
    foreign key (owner_id, contact_id) references warmth (owner_id, contact_id) on delete cascade
);
call kith_protect('cold_spell', 'select, insert, update, delete', 'select, insert, update');

-- A changed setting whose contacts are still being recomputed, batch by batch; gone when done.
create table recompute (
    owner_id          uuid        not null,
    id                uuid        not null, -- the batchId of its events
    tag_id            uuid,                 -- whom it concerns: those with this tag; null: everybody
    cause             text        not null,
    total             integer     not null,
    done              integer     not null default 0,
    after_contact_id  uuid,                 -- everybody up to here is done
    requested_at      timestamptz not null,
    primary key (owner_id, id)
);
create index recompute_in_order on recompute (requested_at);
call kith_protect('recompute', 'select, insert', 'select, update, delete');
