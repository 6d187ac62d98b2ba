-- The one clock. Tests replace its body by one that can be moved.
create function kith_now() returns timestamptz
    language sql stable parallel safe
as 'select statement_timestamp()';

-- Whom the current transaction acts for; null, and so no row at all, when nobody was named.
create function kith_current_owner() returns uuid
    language sql stable parallel safe
as $$ select nullif(current_setting('kith.owner_id', true), '')::uuid $$;

-- Puts a table with an owner_id behind row security: kith_api sees the rows of the current owner only, kith_system
-- those of all, and kith_owner too, or a back-fill would touch no row and say nothing.
create procedure kith_protect(guarded regclass, api_may text, system_may text)
    language plpgsql
as $$
begin
    execute format('alter table %s enable row level security, force row level security', guarded);
    execute format('create policy own_rows on %s to kith_api
                    using (owner_id = (select kith_current_owner()))
                    with check (owner_id = (select kith_current_owner()))', guarded);
    execute format('create policy every_row on %s to kith_system, kith_owner using (true) with check (true)', guarded);
    execute format('grant %s on %s to kith_api', api_may, guarded);
    execute format('grant %s on %s to kith_system', system_may, guarded);
end
$$;

grant usage on schema public to kith_api, kith_system;
