-- How long an event has been waiting for its place in the log; by the real clock, which waits for no test.
alter table outbox add column appended_at timestamptz not null default statement_timestamp();

-- A row that is updated with every batch leaves a dead version each time, and while any transaction in the database
-- stays open, every look at the row walks all of them. So the newest row of the log says what the last position is, and
-- this row is locked, not written.
comment on column log_head.position is 'positions count on from here when the log itself holds no later one';
