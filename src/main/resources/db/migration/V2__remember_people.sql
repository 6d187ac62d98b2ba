create table owner_settings (
    owner_id         uuid        not null,
    version          integer     not null,
    time_zone        text        not null,
    default_cadence  text,
    weekly_capacity  integer     check (weekly_capacity between 1 and 1000),
    region           text,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    primary key (owner_id)
);
call kith_protect('owner_settings', 'select, insert, update, delete', 'select');

create table contact (
    owner_id          uuid        not null,
    id                uuid        not null,
    version           integer     not null,
    display_name      text        not null,
    sort_name         text        not null, -- display name, accents and case folded
    given_name        text,
    family_name       text,
    name_prefix       text,
    name_suffix       text,
    nickname          text,
    emails            jsonb       not null,
    phones            jsonb       not null,
    links             jsonb       not null,
    positions         jsonb       not null,
    city              text,
    country           text,
    birthday          text, -- 1980-05-12, or --05-12 when the year is not known
    notes             text,
    needs             jsonb       not null,
    offers            jsonb       not null,
    met_on            date,
    met_where         text,
    introduced_by_id  uuid,
    cadence           text,
    status            text        not null check (status in ('ACTIVE', 'MUTED', 'ARCHIVED', 'DECEASED', 'DO_NOT_CONTACT')),
    binned_at         timestamptz,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    primary key (owner_id, id),
    foreign key (owner_id, introduced_by_id) references contact (owner_id, id) on delete set null (introduced_by_id)
);
create index contact_by_name on contact (owner_id, sort_name, id);
create index contact_by_age on contact (owner_id, created_at, id);
create index contact_by_introducer on contact (owner_id, introduced_by_id) where introduced_by_id is not null;
create index contact_in_bin on contact (binned_at) where binned_at is not null;
call kith_protect('contact', 'select, insert, update, delete', 'select');

-- What tells one person from another for certain: e-mail and profile addresses, normalised. Never a name.
create table contact_key (
    owner_id    uuid not null,
    key         text not null,
    contact_id  uuid not null,
    primary key (owner_id, key, contact_id),
    foreign key (owner_id, contact_id) references contact (owner_id, id) on delete cascade
);
create index contact_key_of_contact on contact_key (owner_id, contact_id);
call kith_protect('contact_key', 'select, insert, delete', 'select');

create table tag (
    owner_id  uuid    not null,
    id        uuid    not null,
    name      text    not null,
    name_key  text    not null, -- name, case folded
    cadence   text,
    doomed    boolean not null default false, -- deleted; its contacts are still being recomputed
    primary key (owner_id, id)
);
create unique index tag_by_name on tag (owner_id, name_key) where not doomed;
call kith_protect('tag', 'select, insert, update, delete', 'select, update, delete');

create table contact_tag (
    owner_id    uuid not null,
    contact_id  uuid not null,
    tag_id      uuid not null,
    primary key (owner_id, contact_id, tag_id),
    foreign key (owner_id, contact_id) references contact (owner_id, id) on delete cascade,
    foreign key (owner_id, tag_id) references tag (owner_id, id) on delete cascade
);
create index contact_tag_by_tag on contact_tag (owner_id, tag_id, contact_id);
call kith_protect('contact_tag', 'select, insert, delete', 'select, delete');
