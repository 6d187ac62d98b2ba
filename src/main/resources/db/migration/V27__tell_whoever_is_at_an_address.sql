-- Whom owners want to be told what happens. An endpoint is a place in the log and no copy of it: what is at its position and
-- before is dealt with. Where nothing is to be done it is at rest, without a due_at, and nobody looks at it.
create table webhook (
    owner_id         uuid        not null,
    id               uuid        not null,
    version          integer     not null,
    url              text        not null,
    types            text[],               -- null: all
    description      text,
    disabled_reason  text check (disabled_reason in ('BY_OWNER', 'GONE', 'FAILING')), -- null: enabled
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    epoch            uuid        not null, -- of the position
    position         bigint      not null,
    due_at           timestamptz,          -- when to look at it: something is to be sent, or whoever is sending is believed dead
    lease            uuid,                 -- of whoever is sending
    nudged           boolean     not null default true, -- something came up since it was looked at last
    failing_since    timestamptz,          -- the first failure after the last success
    missed_at        timestamptz,          -- the last time that events may have been missed
    missed_reason    text check (missed_reason in ('LOG_REPLACED', 'EVENTS_DROPPED')),
    primary key (owner_id, id),
    check (disabled_reason is null or due_at is null),
    check ((missed_at is null) = (missed_reason is null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
create index webhook_due on webhook (due_at) where due_at is not null;
call kith_protect('webhook', 'select, insert, update, delete', 'select, update');

-- What events are signed by: the one that signs until further notice, and those that were replaced a while ago.
create table webhook_secret (
    owner_id     uuid        not null,
    webhook_id   uuid        not null,
    id           uuid        not null,
    secret       bytea       not null, -- encrypted, when the operator gives a key for it
    signs_until  timestamptz,          -- null: until it is replaced
    primary key (owner_id, webhook_id, id),
    foreign key (owner_id, webhook_id) references webhook (owner_id, id) on delete cascade
);
call kith_protect('webhook_secret', 'select, insert, update, delete', 'select');

-- What became of each event, for a while; what it says is in the log.
create table webhook_delivery (
    owner_id          uuid        not null,
    webhook_id        uuid        not null,
    id                uuid        not null,
    kind              text        not null check (kind in ('EVENT', 'REDELIVERY', 'TEST')),
    position          bigint,               -- null: a test, which is not in the log
    event_id          uuid        not null,
    type              text        not null,
    status            text        not null check (status in ('PENDING', 'DELIVERED', 'FAILED')),
    attempts          integer     not null,
    created_at        timestamptz not null,
    last_attempt_at   timestamptz,
    next_attempt_at   timestamptz check ((next_attempt_at is not null) = (status = 'PENDING')),
    response_status   integer,
    duration          interval,
    failure           text,
    primary key (owner_id, webhook_id, id),
    foreign key (owner_id, webhook_id) references webhook (owner_id, id) on delete cascade
);
create index webhook_delivery_by_status on webhook_delivery (owner_id, webhook_id, status, id);
create index webhook_delivery_by_age on webhook_delivery (created_at) where status <> 'PENDING';
call kith_protect('webhook_delivery', 'select, insert, update, delete', 'select, insert, update, delete');

-- Up to where the log was looked through for whom to wake.
create table webhook_wake (
    id        integer primary key check (id = 1),
    position  bigint  not null
);
insert into webhook_wake select 1, coalesce(max(position), 0) from event_log;
grant select, update on webhook_wake to kith_system;
