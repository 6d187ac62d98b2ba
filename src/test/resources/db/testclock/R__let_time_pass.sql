-- Tests move the one clock: everything that asks for the time gets it with this offset.
create schema if not exists testing;
create table if not exists testing.clock (ahead interval not null);
insert into testing.clock select interval '0' where not exists (select from testing.clock);
grant usage on schema testing to kith_api, kith_system, kith_search;
grant select on testing.clock to kith_search;
grant select, update on testing.clock to kith_api, kith_system;

create or replace function kith_now() returns timestamptz
    language sql stable parallel safe
as 'select statement_timestamp() + (select ahead from testing.clock)';
