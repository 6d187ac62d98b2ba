-- Which cluster this is, and which of its timelines: both change when a database is restored to an earlier point, put up
-- elsewhere from a dump, or goes on from a standby.
create function kith_timeline() returns text
    language sql volatile
as $$
    select (select system_identifier from pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
$$;
revoke execute on function kith_timeline() from public;
grant execute on function kith_timeline() to kith_system;

alter table log_head add column timeline text;
comment on column log_head.timeline is 'the one that was sequenced on last: on another one the log may have lost its newest events';

-- The histories that positions belong to, one after the other. What was lost between two of them had positions below base.
create table log_epoch (
    epoch         uuid        not null primary key,
    base          bigint      not null unique, -- its first event comes behind this
    previous_end  bigint      not null,        -- the last event that is left of what was before
    published     bigint,                      -- Kafka has what is up to here, if it had come to previous_end; null: nobody knows
    instead_of    uuid,                        -- the epoch that Kafka knew when this one began
    began_at      timestamptz not null default statement_timestamp()
);
insert into log_epoch (epoch, base, previous_end, published) select epoch, 0, 0, 0 from log_head;
grant select, insert on log_epoch to kith_system;
