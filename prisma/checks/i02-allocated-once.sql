-- I2: each unit is allocated at most once: totals are the sums of their entries, a settlement never gives more than it
-- found free or took for it from others, and every allocation is one step of its entry's history.
SELECT COALESCE(t.shop, q.shop) AS shop, COALESCE(t.inventory_item_id, q.inventory_item_id) AS item, COALESCE(t.location_id, q.location_id) AS location,
       format('entries say %s waiting and %s allocated, the total says %s and %s', COALESCE(q.waiting, 0), COALESCE(q.allocated, 0),
              COALESCE(t.units_waiting, 0), COALESCE(t.units_allocated, 0)) AS finding
  FROM queue_total t
  FULL JOIN (SELECT shop, inventory_item_id, location_id, sum(units_waiting) AS waiting, sum(units_allocated) AS allocated
               FROM queue_entry GROUP BY shop, inventory_item_id, location_id) q
    ON q.shop = t.shop AND q.inventory_item_id = t.inventory_item_id AND q.location_id = t.location_id
 WHERE COALESCE(q.waiting, 0) <> COALESCE(t.units_waiting, 0) OR COALESCE(q.allocated, 0) <> COALESCE(t.units_allocated, 0)
UNION ALL
SELECT s.shop, s.inventory_item_id, a.location_id, format('settlement %s gave %s of %s free units', s.settlement_id, a.given, s.seen -> a.location_id ->> 'unitsToGive')
  FROM settlement s
  JOIN (SELECT shop, settlement_id, location_id, sum(units) AS given FROM allocation WHERE rule <> 'shortage' GROUP BY shop, settlement_id, location_id) a
    ON a.shop = s.shop AND a.settlement_id = s.settlement_id
 WHERE a.given > COALESCE((s.seen -> a.location_id ->> 'unitsToGive')::bigint, 0)
UNION ALL
SELECT COALESCE(a.shop, h.shop), a.inventory_item_id, COALESCE(a.location_id, h.location_id),
       format('line %s: allocation and history of settlement %s do not match', COALESCE(a.line_item_id, h.line_item_id), COALESCE(a.settlement_id, h.settlement_id))
  FROM allocation a
  FULL JOIN (SELECT * FROM queue_history WHERE settlement_id IS NOT NULL) h
    ON h.shop = a.shop AND h.settlement_id = a.settlement_id AND h.line_item_id = a.line_item_id AND h.cohort = a.cohort AND h.location_id = a.location_id
 WHERE a.shop IS NULL OR h.shop IS NULL
