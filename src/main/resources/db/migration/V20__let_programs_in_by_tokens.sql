-- Tokens that owners make for their programs. Of the secret there is a digest; it is looked up by owner, of whom each has few.
create table access_token (
    owner_id      uuid        not null,
    id            uuid        not null,
    name          text        not null,
    use           text        not null check (use in ('API', 'FEED')),
    scopes        text[]      not null,
    digest        bytea       not null check (octet_length(digest) = 32), -- SHA-256
    hint          text        not null, -- its last characters
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    last_used_at  timestamptz,          -- written now and then
    primary key (owner_id, id)
);
call kith_protect('access_token', 'select, insert, update, delete', 'select');
