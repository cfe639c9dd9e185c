-- I12: per item and location waiting + allocated = committed - unseen + uncommitted, and
-- waiting = max(0, uncommitted - available) - max(0, unseen - shelf) + idle - shortage. On the levels as last settled.
SELECT t.shop, t.inventory_item_id AS item, t.location_id AS location,
       format('available %s, committed %s; waiting %s, allocated %s, unseen %s, uncommitted %s, idle %s, shortage %s', l.available, l.committed,
              t.units_waiting, t.units_allocated, t.unseen_units, t.uncommitted_units, t.idle_units, t.shortage_units) AS finding
  FROM queue_total t
  JOIN variant v ON v.shop = t.shop AND v.inventory_item_id = t.inventory_item_id AND v.queue_version = v.settled_version
  JOIN stock_level l ON l.shop = t.shop AND l.inventory_item_id = t.inventory_item_id AND l.location_id = t.location_id
 WHERE t.units_waiting + t.units_allocated <> l.committed - t.unseen_units + t.uncommitted_units
    OR t.units_waiting <> GREATEST(0, t.uncommitted_units - l.available) - GREATEST(0, t.unseen_units - (l.available + l.committed)) + t.idle_units - t.shortage_units
    OR (t.idle_units > 0 AND t.idle_reason IS NULL)
UNION ALL
SELECT shop, inventory_item_id, NULL, format('the queue has moved %s times since its last settle', queue_version - settled_version) FROM variant WHERE queue_version <> settled_version AND is_tracked
