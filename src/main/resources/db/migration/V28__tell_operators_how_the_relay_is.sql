-- Who relays, and what is in the way: written by the replica that leads, or tried to, for whichever is asked.
create table relay_state (
    lane           integer      not null primary key,
    leader         text         not null,
    leads_since    timestamptz  not null default statement_timestamp(),
    trouble        text,
    failing_since  timestamptz
);
grant select, insert, update on relay_state to kith_system;

-- A range of the log that is published once more, into a cluster that is new or was emptied. How far it has come is in Kafka,
-- beside the cursor; this is its copy.
create table republication (
    lane            integer      not null primary key,
    id              uuid         not null,
    first_position  bigint       not null,
    last_position   bigint       not null,
    done            bigint       not null, -- the last position that was published
    requested_at    timestamptz  not null default statement_timestamp(),
    ended_at        timestamptz,
    cancelled       boolean      not null default false
);
grant select, insert, update on republication to kith_system;
