-- An id that a client made is spent for ever: what was made with it and removed since is not made again by a request that
-- was on its way so long, or by a phone that was. The id is all that is kept.
create table spent_id (
    owner_id  uuid  not null,
    kind      text  not null, -- the table that had it
    id        uuid  not null,
    primary key (owner_id, kind, id)
);
call kith_protect('spent_id', 'select, insert, delete', 'select');

-- However it goes: by a request, with somebody else, or by an older version that knows nothing of this. With an account that
-- is closed all goes, and this as well.
create function kith_keep_spent_ids() returns trigger
    language plpgsql
as $$
begin
    insert into spent_id (owner_id, kind, id)
    select owner_id, tg_table_name, id from gone
    where made_from is not null
      and (select closed_at is null from account where account.owner_id = gone.owner_id) -- by the key, however many are gone
    on conflict do nothing;
    return null;
end
$$;
revoke execute on function kith_keep_spent_ids() from public;

create trigger keep_spent_ids after delete on contact
    referencing old table as gone for each statement execute function kith_keep_spent_ids();
create trigger keep_spent_ids after delete on interaction
    referencing old table as gone for each statement execute function kith_keep_spent_ids();
create trigger keep_spent_ids after delete on introduction
    referencing old table as gone for each statement execute function kith_keep_spent_ids();
create trigger keep_spent_ids after delete on ask
    referencing old table as gone for each statement execute function kith_keep_spent_ids();
create trigger keep_spent_ids after delete on organization
    referencing old table as gone for each statement execute function kith_keep_spent_ids();

-- Who became part of somebody else is remembered for as long as that one is there.
insert into spent_id (owner_id, kind, id)
select owner_id, 'contact', id from merged_contact where made_from is not null;
