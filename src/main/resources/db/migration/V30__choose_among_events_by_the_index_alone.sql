-- A filter by type or subject looks at many events to find a few: at the index, then, and not at the events themselves.
drop index event_log_of_owner;
create index event_log_of_owner on event_log (owner_id, position) include (type, subject);
