-- The log in parts by position, so that what is too old is dropped as a whole: no row of it is ever deleted or moved.
alter table event_log rename to event_log_1;
alter index event_log_pkey rename to event_log_1_pkey;
alter index event_log_of_owner rename to event_log_1_of_owner;
-- by the real clock; rows that are here already count from today
alter table event_log_1 add column logged_at timestamptz not null default statement_timestamp();

create table event_log (
    position     bigint      not null primary key,
    owner_id     uuid        not null,
    event_id     uuid        not null,
    type         text        not null,
    subject      uuid        not null,
    occurred_at  timestamptz not null,
    traceparent  text,
    data         bytea       not null,
    logged_at    timestamptz not null default statement_timestamp()
) partition by range (position);
create index event_log_of_owner on event_log (owner_id, position);
call kith_protect('event_log', 'select', 'select, insert');
revoke all on event_log_1 from kith_api, kith_system;

do $$
begin
    execute format('alter table event_log attach partition event_log_1 for values from (1) to (%s)',
                   (select coalesce(max(position), 0) / 1000000 * 1000000 + 1000001 from event_log_1));
end
$$;

-- Makes the part of the log for the positions from first on and below beyond. Nobody has a grant on it: rows are read and
-- written through the log. Attached, not made in place, for that would keep readers out.
create procedure kith_add_log_part(first bigint, beyond bigint)
    language plpgsql
as $$
declare
    part text := 'event_log_' || first;
begin
    execute format('create table %I (like event_log including defaults)', part);
    call kith_protect(part::regclass, 'select', 'select');
    execute format('revoke all on %I from kith_api, kith_system', part);
    execute format('alter table event_log attach partition %I for values from (%s) to (%s)', part, first, beyond);
end
$$;
revoke execute on procedure kith_add_log_part(bigint, bigint) from public;

alter table log_head add column oldest bigint not null default 1;
comment on column log_head.oldest is 'what was at positions before this one is dropped: what a reader has not read by then is lost to it';
