-- When an approach to a cold spell began that was told, and when time alone changes something next: the sweep finds by one
-- index who begins to cool and who goes cold.
alter table warmth
    add column cooling_since  timestamptz,
    add column turns_at       timestamptz;

-- Approaches that had begun before are not told as if they began now.
with approach as (
    select owner_id, contact_id, due_at,
           greatest(cools_at, case when last_contact_at > snoozed_at then null else snoozed_until end) as cools_at
    from warmth where cold_since is null and due_at is not null
)
update warmth w
set cooling_since = case when a.cools_at < a.due_at and a.cools_at <= kith_now() then a.cools_at end,
    turns_at = case when a.cools_at < a.due_at and a.cools_at > kith_now() then a.cools_at else a.due_at end
from approach a where w.owner_id = a.owner_id and w.contact_id = a.contact_id;

drop index warmth_due;
create index warmth_by_turn on warmth (turns_at, owner_id, contact_id) where turns_at is not null;
