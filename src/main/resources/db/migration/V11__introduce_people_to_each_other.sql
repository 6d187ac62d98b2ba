-- "Who do you think I should meet?", put to a contact.
create table ask (
    owner_id        uuid        not null,
    id              uuid        not null,
    version         integer     not null,
    contact_id      uuid,        -- null when the contact was erased
    interaction_id  uuid,        -- in which it was put
    question        text,
    notes           text,
    asked_at        timestamptz not null,
    answered_at     timestamptz, -- when names came, or word that there are none
    made_from       bytea,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    primary key (owner_id, id),
    foreign key (owner_id, contact_id) references contact (owner_id, id),
    foreign key (owner_id, interaction_id) references interaction (owner_id, id) on delete set null (interaction_id)
);
create index ask_by_time on ask (owner_id, asked_at, id);
create index ask_of_contact on ask (owner_id, contact_id, asked_at, id);
create index ask_unanswered on ask (owner_id, asked_at, id) where answered_at is null;
create index ask_in_interaction on ask (owner_id, interaction_id) where interaction_id is not null;
call kith_protect('ask', 'select, insert, update, delete', 'select');

-- A name given in answer; nothing else need be known yet.
create table ask_name (
    owner_id         uuid        not null,
    id               uuid        not null,
    version          integer     not null,
    ask_id           uuid        not null,
    name             text        not null,
    organization     text,
    title            text,
    email            text,
    link             text,
    notes            text,
    given_at         timestamptz not null,
    contact_id       uuid,        -- whom it turned out to be
    introduction_id  uuid,        -- the newest that came of it
    dismissed_at     timestamptz, -- not to be followed up
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    primary key (owner_id, id),
    foreign key (owner_id, ask_id) references ask (owner_id, id) on delete cascade,
    foreign key (owner_id, contact_id) references contact (owner_id, id)
);
create index ask_name_of_ask on ask_name (owner_id, ask_id, given_at, id);
create index ask_name_by_time on ask_name (owner_id, given_at, id);
create index ask_name_to_follow on ask_name (owner_id, given_at, id) where introduction_id is null and dismissed_at is null;
create index ask_name_of_contact on ask_name (owner_id, contact_id) where contact_id is not null;
create index ask_name_of_introduction on ask_name (owner_id, introduction_id) where introduction_id is not null;
call kith_protect('ask_name', 'select, insert, update, delete', 'select');

-- Somebody introduces two people, one of whom may be the owner.
create table introduction (
    owner_id           uuid        not null,
    id                 uuid        not null,
    version            integer     not null,
    introducer_id      uuid,        -- null: the owner, or somebody who was erased
    introducer_erased  boolean     not null,
    party_id           uuid        not null,
    other_party_id     uuid,        -- null: the owner
    status             text        not null check (status in ('PROPOSED', 'ASKED', 'AGREED', 'MADE', 'CLOSED',
                                                              'DECLINED', 'EXPIRED', 'WITHDRAWN')),
    reason_code        text,
    reason             text,
    method             text,
    place              text,
    notes              text,
    ask_id             uuid,
    name_id            uuid,
    asked_at           timestamptz,
    agreed_at          timestamptz,
    made_at            timestamptz,
    ended_at           timestamptz, -- declined, expired, withdrawn or closed
    waiting_since      timestamptz, -- when it was recorded that somebody was asked, or that all agreed; else null
    expires_at         timestamptz, -- when that runs out; else null
    double_opt_in      boolean,     -- null until it is made
    declined_by_id     uuid,
    decline_reason     text,
    interaction_id     uuid,        -- what making it was
    outcome_count      integer     not null,
    owed_since         timestamptz, -- the oldest outcome the introducer was not thanked for
    thanked_at         timestamptz,
    made_from          bytea,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    primary key (owner_id, id),
    check (party_id <> introducer_id and party_id <> other_party_id and introducer_id <> other_party_id),
    check (introducer_id is not null or introducer_erased or other_party_id is not null),
    foreign key (owner_id, introducer_id) references contact (owner_id, id),
    foreign key (owner_id, party_id) references contact (owner_id, id),
    foreign key (owner_id, other_party_id) references contact (owner_id, id),
    foreign key (owner_id, ask_id) references ask (owner_id, id) on delete set null (ask_id),
    foreign key (owner_id, name_id) references ask_name (owner_id, id) on delete set null (name_id),
    foreign key (owner_id, interaction_id) references interaction (owner_id, id) on delete set null (interaction_id)
);
-- null is somebody too: the owner
create unique index introduction_open on introduction
    (owner_id, introducer_id, least(party_id, other_party_id),
     (case when other_party_id is not null then greatest(party_id, other_party_id) end))
    nulls not distinct where status in ('PROPOSED', 'ASKED', 'AGREED');
create index introduction_by_age on introduction (owner_id, created_at, id);
create index introduction_by_status on introduction (owner_id, status, created_at, id);
create index introduction_by_making on introduction (owner_id, made_at, id) where made_at is not null;
create index introduction_of_introducer on introduction (owner_id, introducer_id, created_at, id);
create index introduction_asked_of on introduction (owner_id, introducer_id, asked_at) where asked_at is not null;
create index introduction_of_party on introduction (owner_id, party_id, created_at, id);
create index introduction_of_other_party on introduction (owner_id, other_party_id, created_at, id)
    where other_party_id is not null;
create index introduction_without_outcome on introduction (owner_id, made_at, id)
    where outcome_count = 0 and status in ('MADE', 'CLOSED');
create index introduction_owed on introduction (owner_id, owed_since, id) where owed_since is not null;
create index introduction_of_name on introduction (owner_id, name_id) where name_id is not null;
create index introduction_of_ask on introduction (owner_id, ask_id) where ask_id is not null;
create index introduction_as_interaction on introduction (owner_id, interaction_id) where interaction_id is not null;
create index introduction_expiring on introduction (expires_at, owner_id, id) where expires_at is not null;
call kith_protect('introduction', 'select, insert, update, delete', 'select, update');

alter table ask_name add foreign key (owner_id, introduction_id) references introduction (owner_id, id)
    on delete set null (introduction_id);

create table introduction_consent (
    owner_id         uuid        not null,
    introduction_id  uuid        not null,
    contact_id       uuid        not null,
    answer           text        not null check (answer in ('YES', 'NO')),
    answered_at      timestamptz not null,
    reason_code      text,
    note             text,
    primary key (owner_id, introduction_id, contact_id),
    foreign key (owner_id, introduction_id) references introduction (owner_id, id) on delete cascade,
    foreign key (owner_id, contact_id) references contact (owner_id, id) on delete cascade
);
create index introduction_consent_of_contact on introduction_consent (owner_id, contact_id);
call kith_protect('introduction_consent', 'select, insert, update, delete', 'select');

-- Appended, never overwritten; only the thanks for it are added.
create table introduction_outcome (
    owner_id         uuid        not null,
    id               uuid        not null,
    introduction_id  uuid        not null,
    kind             text        not null check (kind in ('CONVERSATION', 'REFERRAL', 'INTERVIEW', 'JOB_OFFER', 'PROJECT',
                                                          'ADVICE', 'NOTHING')),
    occurred_at      timestamptz not null,
    note             text,
    thanked_at       timestamptz,
    recorded_at      timestamptz not null,
    primary key (owner_id, id),
    foreign key (owner_id, introduction_id) references introduction (owner_id, id) on delete cascade
);
create index introduction_outcome_of on introduction_outcome (owner_id, introduction_id, occurred_at, id);
call kith_protect('introduction_outcome', 'select, insert, update, delete', 'select');

-- Who was met through it.
alter table contact add column introduction_id uuid;
alter table contact add foreign key (owner_id, introduction_id) references introduction (owner_id, id)
    on delete set null (introduction_id);
create index contact_by_introduction on contact (owner_id, introduction_id) where introduction_id is not null;

-- After how many days an introduction that was asked for and not answered, or agreed and not made, expires.
alter table owner_settings add column introduction_expiry_days integer not null default 21
    check (introduction_expiry_days between 1 and 365);
