-- What became, or in a dry run would become, of each row of a file; nothing of what stood in it.
alter table contact_import add column dry_run boolean not null default false;
create table import_row (
    owner_id    uuid    not null,
    import_id   uuid    not null,
    line        integer not null,
    outcome     text    not null check (outcome in ('CREATED', 'UPDATED', 'UNCHANGED', 'SKIPPED')),
    contact_id  uuid,   -- null when there is none, or it was erased
    changed     text[]  not null,
    reason      text,
    remarks     text[]  not null,
    primary key (owner_id, import_id, line),
    foreign key (owner_id, import_id) references contact_import (owner_id, id) on delete cascade,
    foreign key (owner_id, contact_id) references contact (owner_id, id) on delete set null (contact_id)
);
create index import_row_of_contact on import_row (owner_id, contact_id, import_id) where contact_id is not null;
call kith_protect('import_row', 'select, insert', 'select');

-- People as a dry run would have left them so far, and what they are known by that is new; gone when it ends.
create table contact_draft (
    owner_id    uuid    not null,
    intake_id   uuid    not null,
    contact_id  uuid    not null,
    is_new      boolean not null, -- there is no such contact
    details     json    not null,
    primary key (owner_id, intake_id, contact_id)
);
call kith_protect('contact_draft', 'select, insert, update, delete', 'select');

create table contact_draft_key (
    owner_id    uuid not null,
    intake_id   uuid not null,
    key         text not null,
    contact_id  uuid not null,
    primary key (owner_id, intake_id, key, contact_id),
    foreign key (owner_id, intake_id, contact_id) references contact_draft (owner_id, intake_id, contact_id) on delete cascade
);
create index contact_draft_key_of_contact on contact_draft_key (owner_id, intake_id, contact_id);
call kith_protect('contact_draft_key', 'select, insert', 'select');
