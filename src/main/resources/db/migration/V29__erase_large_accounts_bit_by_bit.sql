-- The owner has confirmed it: nobody is let in any more, and what belongs to the owner goes, bit by bit, the account last.
alter table account add column closed_at timestamptz;
create index account_closed on account (owner_id) where closed_at is not null;
