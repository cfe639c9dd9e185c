-- I4: exactly one status, the one its counts say; every step starts where the one before ended; a settle moves nothing
-- out of cancelled or fulfilled; the newest step is the entry.
WITH steps AS (
  SELECT h.*, lag(h.status_to) OVER entry AS status_before, lag(h.units_granted) OVER entry AS granted_before, lead(h.history_id) OVER entry IS NULL AS is_newest
    FROM queue_history h WINDOW entry AS (PARTITION BY h.shop, h.line_item_id, h.cohort, h.location_id ORDER BY h.history_id))
SELECT shop, NULL AS item, location_id AS location, format('line %s: step %s goes from %s, but the step before ended in %s', line_item_id, history_id, status_from, status_before) AS finding
  FROM steps WHERE status_from IS DISTINCT FROM NULLIF(status_before, 'moved')
UNION ALL
SELECT shop, NULL, location_id, format('line %s: step %s goes from %s to %s by %s', line_item_id, history_id, status_from, status_to, cause)
  FROM steps
 WHERE NOT CASE cause
   WHEN 'ordered' THEN status_from IS NULL
   WHEN 'moved' THEN status_to = 'moved'
   WHEN 'allocated' THEN status_from IN ('waiting', 'partly_allocated') AND status_to IN ('partly_allocated', 'allocated') AND settlement_id IS NOT NULL
   WHEN 'taken_back' THEN status_from IN ('partly_allocated', 'allocated') AND status_to IN ('waiting', 'partly_allocated') AND settlement_id IS NOT NULL
   WHEN 'changed' THEN status_from IS NOT NULL AND status_to <> 'moved' AND units_granted = granted_before
   ELSE FALSE END
UNION ALL
SELECT COALESCE(q.shop, s.shop), q.inventory_item_id, COALESCE(q.location_id, s.location_id),
       format('line %s: the entry is not what its newest step %s says', COALESCE(q.line_item_id, s.line_item_id), s.history_id)
  FROM queue_entry q
  FULL JOIN (SELECT * FROM steps WHERE is_newest AND status_to <> 'moved') s
    ON s.shop = q.shop AND s.line_item_id = q.line_item_id AND s.cohort = q.cohort AND s.location_id = q.location_id
 WHERE (q.status, q.units_ordered, q.units_fulfilled, q.units_removed, q.units_granted)
   IS DISTINCT FROM (s.status_to, s.units_ordered, s.units_fulfilled, s.units_removed, s.units_granted)
