-- What an import did can be undone while nothing else has touched its people.
alter table contact_import
    drop constraint contact_import_status_check,
    add constraint contact_import_status_check
        check (status in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED', 'UNDOING', 'UNDONE')),
    add column undone_up_to uuid, -- the contact up to which it is undone, in the order of their ids
    add column erased       integer not null default 0,
    add column given_back   integer not null default 0,
    add column kept         integer not null default 0;
drop index contact_import_at_work;
create index contact_import_at_work on contact_import (owner_id) where status in ('QUEUED', 'RUNNING', 'UNDOING');

-- In which version the import left the contact.
alter table import_row add column version integer;
grant update on import_row to kith_api;

-- What a contact had before an import changed it: the fields that it changed.
create table import_before (
    owner_id    uuid  not null,
    import_id   uuid  not null,
    contact_id  uuid  not null,
    fields      jsonb not null,
    primary key (owner_id, import_id, contact_id),
    foreign key (owner_id, import_id) references contact_import (owner_id, id) on delete cascade,
    foreign key (owner_id, contact_id) references contact (owner_id, id) on delete cascade
);
create index import_before_of_contact on import_before (owner_id, contact_id);
call kith_protect('import_before', 'select, insert, update, delete', 'select');
