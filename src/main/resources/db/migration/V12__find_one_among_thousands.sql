create extension if not exists btree_gin;
create extension if not exists pg_trgm;

-- What contacts are searched by: words without accents, case and punctuation, one space between them and around them all.
-- Folded in Java; beside the contact, so that a list does not read it.
create table contact_search (
    owner_id    uuid not null,
    contact_id  uuid not null,
    names       text not null, -- all parts of the name
    details     text not null, -- positions, e-mail addresses, notes
    tags        text not null,
    primary key (owner_id, contact_id),
    foreign key (owner_id, contact_id) references contact (owner_id, id) on delete cascade
);
create index contact_search_by_words on contact_search using gin (owner_id, (names || details || tags) gin_trgm_ops);
call kith_protect('contact_search', 'select, insert, update', 'select, update');

alter table tag add column search_name text; -- name, folded
alter table contact add column city_key text; -- city, folded

-- A tag's contacts in the order in which they go cold; kept by whoever sets their clocks.
alter table contact_tag add column goes_cold_at timestamptz;
update contact_tag ct set goes_cold_at = w.goes_cold_at
from warmth w where w.owner_id = ct.owner_id and w.contact_id = ct.contact_id;
create index contact_tag_by_cold_date on contact_tag (owner_id, tag_id, goes_cold_at, contact_id);
grant update on contact_tag to kith_api, kith_system;

create index warmth_by_last_contact on warmth (owner_id, last_contact_at, contact_id);
-- Who is cooling or warm, without those before them in time who are cold, and with what tells one from the other: all who are
-- cooling come before most who are warm. An entry goes when they turn cold.
create index warmth_not_cold on warmth (owner_id, goes_cold_at, contact_id)
    include (cools_at, snoozed_at, snoozed_until, last_contact_at) where cold_since is null and not paused;
create index warmth_paused on warmth (owner_id, goes_cold_at, contact_id) where paused;

-- Which of the current owner's contacts have words that begin like these, and how well, from 0 to 2000: 1000 when all of them
-- do, and up to 1000 more for whole words and names.
-- Under row security an operator that might leak what it compares cannot use an index. So this function runs as kith_search,
-- who may read every row, names the owner itself, and gives ids, none of another owner.
-- nearly: for each word a regular expression of what will also do, or null.
create policy every_row_searched on contact_search for select to kith_search using (true);
grant select on contact_search to kith_search;
create function kith_search(beginnings text[], nearly text[]) returns table (contact_id uuid, score integer)
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
    set enable_seqscan = off
    rows 100
as $$
declare
    exactly text := 'true';
    forgivingly text := 'true';
    points text := '0';
    word text;
begin
    for i in 1 .. cardinality(beginnings) loop
        word := ' ' || beginnings[i];
        exactly := exactly || format(' and words like %L', '%' || word || '%');
        forgivingly := forgivingly || case when nearly[i] is null then format(' and words like %L', '%' || word || '%')
                                      else format(' and words ~ %L', word || '|' || nearly[i]) end;
        points := points || format(
            ' + case when names like %1$L then 1000 when names like %2$L then 800
                     when words like %1$L then 600 when words like %2$L then 400
                     when names ~ %3$L then 200 else 100 end',
            '%' || word || ' %', '%' || word || '%', coalesce(nearly[i], '^'));
    end loop;
    return query execute format(
        'select contact_id, case when %s then 1000 else 0 end + (%s) / %s
         from (select owner_id, contact_id, names, names || details || tags as words from contact_search) searched
         where owner_id = kith_current_owner() and %s',
        exactly, points, greatest(cardinality(beginnings), 1), forgivingly);
end
$$;
revoke execute on function kith_search(text[], text[]) from public;
grant execute on function kith_search(text[], text[]) to kith_api;
grant create on schema public to kith_search;
alter function kith_search(text[], text[]) owner to kith_search;
revoke create on schema public from kith_search;

-- A plan that is made once for everybody is to be good for an owner of many rows: one of few does not care. Told that there
-- are few owners, the planner looks up by whole keys what it would else look for among all of an owner's rows. So it is told
-- of every table that is made from now on, and of those that are there.
create procedure kith_plan_for_large_owners(owned regclass)
    language plpgsql
as $$
begin
    execute format('alter table %s alter column owner_id set (n_distinct = 20)', owned);
end
$$;
revoke execute on procedure kith_plan_for_large_owners(regclass) from public;

create or replace procedure kith_protect(guarded regclass, api_may text, system_may text)
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
    call kith_plan_for_large_owners(guarded);
end
$$;

do $$
declare
    owned regclass;
begin
    for owned in select attrelid::regclass from pg_attribute join pg_class on pg_class.oid = attrelid
                 where attname = 'owner_id' and relkind = 'r' and relnamespace = 'public'::regnamespace
    loop
        call kith_plan_for_large_owners(owned);
    end loop;
end
$$;
