-- What a POST with an Idempotency-Key was answered, for seven days. A key without an answer stays claimed: what it held
-- was erased since.
create table idempotency_key (
    owner_id    uuid        not null,
    key         text        not null,
    request     bytea,      -- SHA-256 of method, address and body
    status      integer,
    location    text,
    etag        text,
    body        text,
    created_at  timestamptz not null,
    primary key (owner_id, key)
);
create index idempotency_key_by_age on idempotency_key (created_at);
call kith_protect('idempotency_key', 'select, insert, update', 'select, delete');

-- Nobody but the owner of the tables has use for it.
revoke execute on procedure kith_protect(regclass, text, text) from public;
