-- I5: nobody eligible waits behind a younger line of the same class that was given units while it already stood there.
-- A line whose facts came, changed or were settled otherwise after the younger one was served is the recorded exception.
WITH newest AS (
  SELECT shop, line_item_id, cohort, location_id, max(history_id) FILTER (WHERE cause <> 'allocated') AS stood_since, max(history_id) FILTER (WHERE cause = 'allocated') AS served_at
    FROM queue_history GROUP BY shop, line_item_id, cohort, location_id),
ranked AS (
  SELECT q.*, n.stood_since,
         max(n.served_at) FILTER (WHERE q.units_allocated > 0) OVER (
           PARTITION BY q.shop, q.inventory_item_id, q.location_id, q.priority ORDER BY q.rank_at, q.line_item_id, q.cohort
           ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS younger_served_at
    FROM queue_entry q
    JOIN newest n ON n.shop = q.shop AND n.line_item_id = q.line_item_id AND n.cohort = q.cohort AND n.location_id = q.location_id
   WHERE q.units_waiting + q.units_allocated > 0)
SELECT shop, inventory_item_id AS item, location_id AS location,
       format('line %s waits for %s since step %s, a younger one was served in step %s', line_item_id, units_waiting, stood_since, younger_served_at) AS finding
  FROM ranked WHERE units_waiting > 0 AND ineligible IS NULL AND younger_served_at > stood_since
