create table contact_import (
    owner_id      uuid        not null,
    id            uuid        not null,
    source        text        not null,
    status        text        not null check (status in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
    rows          integer     not null,
    created       integer     not null,
    updated       integer     not null,
    unchanged     integer     not null,
    skipped       integer     not null,
    skipped_rows  jsonb       not null, -- [{line, reason}]: nothing of what stood there
    remarks       jsonb       not null, -- [{line, code}]: what of a row that came in was left out
    created_at    timestamptz not null,
    finished_at   timestamptz,
    primary key (owner_id, id),
    check (rows = created + updated + unchanged + skipped or status <> 'DONE')
);
create index contact_import_by_time on contact_import (owner_id, created_at, id);
call kith_protect('contact_import', 'select, insert', 'select');
