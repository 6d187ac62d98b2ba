-- Replicas that only serve requests do not know the password of kith_system, and kith_api sees one owner's rows. How far the log
-- is, and what waits, are figures of all rows, and nothing else of any row comes out of these functions.
create function kith_log_end() returns bigint
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select greatest(position, (select max(position) from event_log)) from log_head where id = 1
$$;

-- Events that wait for their position, counted up to a number, and for how long the oldest has, in seconds.
create function kith_waiting(most integer, out events bigint, out seconds float8)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select count(*), coalesce(extract(epoch from statement_timestamp() - min(appended_at)), 0)
    from (select appended_at from outbox order by xid limit most) oldest
$$;

-- The first event behind a position, and since when it has been there, in seconds; nulls when there is none.
create function kith_unpublished(published bigint, out "position" bigint, out seconds float8)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select min(next.position), min(extract(epoch from statement_timestamp() - next.logged_at))
    from (select position, logged_at from event_log where position > published order by position limit 1) next
$$;

revoke execute on function kith_log_end(), kith_waiting(integer), kith_unpublished(bigint) from public;
grant execute on function kith_log_end(), kith_waiting(integer), kith_unpublished(bigint) to kith_api, kith_system;

grant select on log_epoch, relay_cursor, relay_state to kith_api;
grant select, insert, update on republication to kith_api;

-- Whoever starts without migrating looks whether somebody else has.
grant select on flyway_schema_history to kith_api;
