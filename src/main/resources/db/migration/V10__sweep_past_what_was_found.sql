-- The sweep goes on behind the last contact it found, however many are due at the same instant: an index entry stays
-- after a flip for as long as any transaction might still see it, and is not to be read again.
drop index warmth_due;
create index warmth_due on warmth (due_at, owner_id, contact_id) where cold_since is null and due_at is not null;
