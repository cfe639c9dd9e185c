-- I3: ordered (with edits) = waiting + allocated + fulfilled + removed, per entry, and entries add up to their line. A line
-- whose variant is deleted or not tracked any more has left the queue: it has no entries.
SELECT shop, inventory_item_id AS item, location_id AS location, format('line %s does not add up', line_item_id) AS finding
  FROM queue_entry WHERE units_ordered <> units_waiting + units_allocated + units_fulfilled + units_removed
UNION ALL
SELECT l.shop, l.inventory_item_id, NULL,
       format('line %s: ordered %s, fulfilled %s, removed %s; its entries %s, %s, %s', l.line_item_id, l.units_ordered, l.units_fulfilled, l.units_removed, q.ordered, q.fulfilled, q.removed)
  FROM order_line l
  LEFT JOIN (SELECT shop, line_item_id, sum(units_ordered) AS ordered, sum(units_fulfilled) AS fulfilled, sum(units_removed) AS removed
               FROM queue_entry GROUP BY shop, line_item_id) q ON q.shop = l.shop AND q.line_item_id = l.line_item_id
 WHERE (l.units_ordered, l.units_fulfilled, l.units_removed) IS DISTINCT FROM (COALESCE(q.ordered, 0), COALESCE(q.fulfilled, 0), COALESCE(q.removed, 0))
   AND NOT (q.line_item_id IS NULL AND EXISTS (
     SELECT FROM variant v WHERE v.shop = l.shop AND v.inventory_item_id = l.inventory_item_id AND (NOT v.is_tracked OR v.deleted_at IS NOT NULL)))
UNION ALL
SELECT l.shop, l.inventory_item_id, NULL, format('line %s: %s ordered, its cohorts have %s', l.line_item_id, l.units_ordered, c.units)
  FROM order_line l
  JOIN (SELECT shop, line_item_id, sum(units) AS units FROM order_line_cohort GROUP BY shop, line_item_id) c ON c.shop = l.shop AND c.line_item_id = l.line_item_id
 WHERE c.units <> l.units_ordered
