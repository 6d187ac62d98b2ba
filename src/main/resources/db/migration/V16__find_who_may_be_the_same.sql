-- What contacts have in common with those who may be the same person, computed in Java: candidates are looked for by equal
-- values only, in the order of an index.
create table contact_likeness (
    owner_id    uuid not null,
    kind        text not null,
    value       text not null,
    contact_id  uuid not null,
    exact       text not null, -- tells the more alike among those of one value
    primary key (owner_id, kind, value, contact_id) include (exact),
    foreign key (owner_id, contact_id) references contact (owner_id, id) on delete cascade
);
create index contact_likeness_of_contact on contact_likeness (owner_id, contact_id);
call kith_protect('contact_likeness', 'select, insert, update, delete', 'select');

-- Two whom the owner knows to be two.
create table contact_distinction (
    owner_id  uuid not null,
    one_id    uuid not null,
    other_id  uuid not null,
    primary key (owner_id, one_id, other_id),
    check (one_id < other_id),
    foreign key (owner_id, one_id) references contact (owner_id, id) on delete cascade,
    foreign key (owner_id, other_id) references contact (owner_id, id) on delete cascade
);
create index contact_distinction_of_other on contact_distinction (owner_id, other_id);
call kith_protect('contact_distinction', 'select, insert, delete', 'select');

-- Which version of Kith wrote down what a contact is found by: what later ones look for is added to older ones at start.
alter table contact_search add column edition smallint not null default 1;
