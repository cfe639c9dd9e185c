-- I1: after a settle, what is allocated lies on the shelf, unless a shortage is on record; nothing is negative.
SELECT t.shop, t.inventory_item_id AS item, t.location_id AS location,
       format('%s allocated, shelf holds %s, shortage on record %s', t.units_allocated, l.available + l.committed, t.shortage_units) AS finding
  FROM queue_total t
  JOIN variant v ON v.shop = t.shop AND v.inventory_item_id = t.inventory_item_id AND v.queue_version = v.settled_version
  JOIN stock_level l ON l.shop = t.shop AND l.inventory_item_id = t.inventory_item_id AND l.location_id = t.location_id
 WHERE t.units_allocated - t.shortage_units > GREATEST(0, l.available + l.committed)
UNION ALL
SELECT shop, inventory_item_id, location_id, format('line %s: %s allocated of %s open', line_item_id, units_allocated, units_ordered - units_fulfilled - units_removed)
  FROM queue_entry
 WHERE units_allocated > units_ordered - units_fulfilled - units_removed OR LEAST(units_allocated, units_waiting, units_granted, units_firm) < 0
UNION ALL
SELECT shop, inventory_item_id, location_id, format('shortage of %s on record without a moment it began', shortage_units)
  FROM queue_total WHERE shortage_units > 0 AND shortage_since IS NULL
