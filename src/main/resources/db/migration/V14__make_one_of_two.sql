-- Who became part of whom: whoever still has the old id is sent on, and a client that repeats what it made with an id of its
-- own gets the one who is left. Never a chain: a later merge of the survivor moves these on.
create table merged_contact (
    owner_id   uuid        not null,
    id         uuid        not null,
    into_id    uuid        not null,
    made_from  bytea,
    merged_at  timestamptz not null,
    primary key (owner_id, id),
    foreign key (owner_id, into_id) references contact (owner_id, id) on delete cascade
);
create index merged_contact_into on merged_contact (owner_id, into_id);
call kith_protect('merged_contact', 'select, insert, update, delete', 'select');
