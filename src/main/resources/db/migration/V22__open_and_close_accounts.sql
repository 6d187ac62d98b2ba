-- Who has signed in: begins before everything else that belongs to an owner, and ends with all of it.
create table account (
    owner_id      uuid        not null,
    opened_at     timestamptz not null,
    close_before  timestamptz,         -- the owner asked for it to be closed, and can say so again until then
    primary key (owner_id)
);
call kith_protect('account', 'select, insert, update, delete', 'select');

-- Those who were there before, of whom nobody knows since when.
insert into account (owner_id, opened_at)
select owner_id, kith_now()
from (select owner_id from owner_settings union select owner_id from contact union select owner_id from tag
      union select owner_id from interaction union select owner_id from introduction union select owner_id from ask
      union select owner_id from organization union select owner_id from contact_import union select owner_id from idempotency_key
      union select owner_id from access_token) known;

-- Whoever closes their account erases every row of their own.
grant delete on contact_draft_key, contact_import, contact_search, idempotency_key, import_row, recompute to kith_api;
