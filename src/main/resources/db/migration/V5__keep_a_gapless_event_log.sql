-- Staging: written by the transaction that makes an event true, emptied by the sequencer. Its id orders the events of
-- transactions that followed one another and is never a cursor: sequence order is not commit order.
create table outbox (
    owner_id     uuid        not null,
    id           bigint      generated always as identity (cache 1),
    xid          xid8        not null default pg_current_xact_id(),
    event_id     uuid        not null,
    type         text        not null,
    subject      uuid        not null,
    occurred_at  timestamptz not null,
    traceparent  text,
    data         bytea       not null check (octet_length(data) <= 65536),
    primary key (owner_id, id)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
create index outbox_by_transaction on outbox (xid);
call kith_protect('outbox', 'insert', 'select, insert, delete');

-- The log: dense positions, append only.
create table event_log (
    position     bigint      not null primary key,
    owner_id     uuid        not null,
    event_id     uuid        not null,
    type         text        not null,
    subject      uuid        not null,
    occurred_at  timestamptz not null,
    traceparent  text,
    data         bytea       not null
);
create index event_log_of_owner on event_log (owner_id, position);
call kith_protect('event_log', 'select', 'select, insert');

-- The position given last, and the history it belongs to: a database that was rebuilt has another epoch.
create table log_head (
    id        integer primary key check (id = 1),
    position  bigint  not null,
    epoch     uuid    not null
);
insert into log_head values (1, 0, gen_random_uuid());
grant select on log_head to kith_api;
grant select, update on log_head to kith_system;

-- What the relay has published, lane by lane; the copy inside Kafka is the other one, and the larger counts.
create table relay_cursor (
    lane      integer primary key,
    position  bigint  not null,
    epoch     uuid    not null
);
grant select, insert, update on relay_cursor to kith_system;
