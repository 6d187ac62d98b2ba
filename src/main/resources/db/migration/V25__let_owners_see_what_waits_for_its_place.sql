-- Whoever takes a network out together with a place in the log, from where to go on, has to see that nothing of the owner's
-- waits for its place: it would be in the network, and once more behind the place.
grant select on outbox to kith_api;
