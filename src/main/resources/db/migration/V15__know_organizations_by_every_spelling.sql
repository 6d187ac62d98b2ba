create table organization (
    owner_id    uuid        not null,
    id          uuid        not null,
    version     integer     not null,
    name        text        not null,
    sort_name   text        not null, -- name, folded, without punctuation and article
    sector      text,
    sector_key  text, -- sector, folded
    domain      text,
    made_from   bytea,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    primary key (owner_id, id)
);
create index organization_by_name on organization (owner_id, sort_name, id);
create index organization_of_sector on organization (owner_id, sector_key) where sector_key is not null;
call kith_protect('organization', 'select, insert, update, delete', 'select');

-- What an organization is called, and was: one spelling of each that differs by more than case, accents, punctuation and legal
-- form. The key is made in Java. In byte order, so that what begins alike stands together.
create table organization_name (
    owner_id         uuid not null,
    key              text collate "C" not null,
    organization_id  uuid not null,
    name             text not null,
    sort_name        text collate "C" not null,
    primary key (owner_id, key),
    foreign key (owner_id, organization_id) references organization (owner_id, id) on delete cascade
);
create index organization_name_of_organization on organization_name (owner_id, organization_id);
create index organization_name_in_order on organization_name (owner_id, sort_name);
call kith_protect('organization_name', 'select, insert, update, delete', 'select');

-- The positions of contacts, in their order: who works or worked where, and in which sector.
create table employment (
    owner_id         uuid    not null,
    contact_id       uuid    not null,
    number           integer not null,
    organization_id  uuid,
    sector_key       text, -- of the position itself, folded
    ended            boolean not null,
    primary key (owner_id, contact_id, number),
    foreign key (owner_id, contact_id) references contact (owner_id, id) on delete cascade,
    foreign key (owner_id, organization_id) references organization (owner_id, id)
);
create index employment_at_organization on employment (owner_id, organization_id, contact_id) include (ended)
    where organization_id is not null;
create index employment_in_sector on employment (owner_id, sector_key, contact_id) where sector_key is not null;
-- Those in the bin are counted nowhere, and are few.
create index contact_of_bin on contact (owner_id, id) where binned_at is not null;
call kith_protect('employment', 'select, insert, update, delete', 'select');

-- A name that the positions of an organization's people are still to be given, batch by batch; gone when done.
create table renaming (
    owner_id          uuid        not null,
    id                uuid        not null, -- the batchId of its events
    organization_id   uuid        not null,
    total             integer     not null,
    done              integer     not null default 0,
    after_contact_id  uuid,                 -- everybody up to here is done
    requested_at      timestamptz not null,
    primary key (owner_id, id),
    foreign key (owner_id, organization_id) references organization (owner_id, id) on delete cascade
);
create index renaming_in_order on renaming (requested_at);
create index renaming_of_organization on renaming (owner_id, organization_id);
call kith_protect('renaming', 'select, insert, update, delete', 'select');
