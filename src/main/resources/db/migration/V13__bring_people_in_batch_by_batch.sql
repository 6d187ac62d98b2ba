-- An import is a job: its rows wait in batches, and any process takes the next one.
alter table contact_import
    add column version    integer not null default 0,
    add column total_rows integer not null default 0, -- of the file; rows: those accounted for so far
    add column attempts   integer not null default 0, -- how often the next batch has failed
    add column failure    text,                       -- why it was given up; nothing of what stood in the file
    add column worked_at  timestamptz;                -- the last batch
update contact_import set total_rows = rows;
create index contact_import_at_work on contact_import (owner_id) where status in ('QUEUED', 'RUNNING');
create index contact_import_by_turn on contact_import (owner_id, worked_at);
grant update on contact_import to kith_api;

-- Rows of a file as they were read, up to the transaction that takes them in.
create table import_batch (
    owner_id   uuid    not null,
    import_id  uuid    not null,
    number     integer not null,
    rows       json    not null,
    primary key (owner_id, import_id, number),
    foreign key (owner_id, import_id) references contact_import (owner_id, id) on delete cascade
);
call kith_protect('import_batch', 'select, insert, delete', 'select');
