-- Replicas that only serve requests do not know the password of kith_system, and kith_api sees one owner's rows. What they have
-- to know of all the log is figures, and said to them by those who see it.

-- The last position of each pass of the sequencer. A row that every pass changed would be there as often as there were passes
-- while an old snapshot is open; of rows that come at one end and go at the other, the newest is found at once.
create table log_pass (
    position  bigint  not null primary key
);
insert into log_pass select max(position) from event_log having max(position) is not null;
grant select, insert on log_pass to kith_system;
grant select on log_pass to kith_api;

-- What waits on the way from the outbox to Kafka, as a worker saw it a moment ago.
create table log_figures (
    id                   integer      not null primary key check (id = 1),
    waiting              bigint       not null, -- events without a position
    waiting_seconds      float8       not null, -- the oldest of them
    unpublished          bigint,                -- the first position that is not published
    unpublished_seconds  float8,                -- since it was given
    seen_at              timestamptz  not null
);
grant select, insert, update on log_figures to kith_system;
grant select on log_figures to kith_api;

grant select on log_epoch, relay_cursor, relay_state to kith_api;
grant select, insert, update on republication to kith_api;

-- Whoever starts without migrating looks whether somebody else has.
grant select on flyway_schema_history to kith_api;
