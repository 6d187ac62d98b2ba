-- While two versions run side by side, the older one goes on writing what the newer one has to write down anew. Nobody is
-- in here but those, so that looking for them costs nothing; whoever raises the edition makes an index for it, and drops this one.
set lock_timeout = 0; -- it waits for transactions, and nobody for it
drop index concurrently if exists contact_search_outdated; -- of a start that was killed
create index concurrently contact_search_outdated on contact_search (owner_id, contact_id) where edition < 2;
set lock_timeout = '1s';
