-- The roles of Kith, made once by a database administrator before the first start.
-- Give kith_owner, kith_api and kith_system a password each; the database belongs to kith_owner.
--   kith_owner   migrations, nothing else
--   kith_api     HTTP requests: row by row what belongs to the one who asks; may only add to the outbox
--   kith_system  sweep, sequencer, relay and jobs: every owner, no HTTP
--   kith_search  owns the search functions; nobody logs in as it
do $$
declare
    role_name text;
begin
    foreach role_name in array array['kith_owner', 'kith_api', 'kith_system'] loop
        if not exists (select from pg_roles where rolname = role_name) then
            execute format('create role %I login nosuperuser nocreatedb nocreaterole nobypassrls', role_name);
        end if;
    end loop;
    if not exists (select from pg_roles where rolname = 'kith_search') then
        create role kith_search nologin nosuperuser nobypassrls;
    end if;
    grant kith_search to kith_owner;
end
$$;
