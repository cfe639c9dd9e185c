-- I5: nobody eligible waits behind a younger line of the same class that was given units while it already stood there.
-- The recorded exceptions: the line's facts came, changed or were settled otherwise after the younger one was served; the
-- younger one's allocation names another rule than the queue's own (keep_promises, reserved, override, borrowed); or it was
-- served under rules that the merchant has changed since, or in a class that its order has left since.
WITH ruled AS (SELECT shop, max(fact_id) AS since FROM fact_history WHERE kind = 'policy' GROUP BY shop),
steps AS (
  SELECT h.*, max(h.history_id) FILTER (WHERE h.cause = 'changed') OVER (PARTITION BY h.shop, h.line_item_id, h.cohort, h.location_id) AS changed_at
    FROM queue_history h),
newest AS (
  SELECT h.shop, h.line_item_id, h.cohort, h.location_id, max(h.history_id) FILTER (WHERE h.cause <> 'allocated') AS stood_since,
         max(h.history_id) FILTER (WHERE h.cause = 'allocated' AND h.settlement_id > COALESCE(r.since, 0)
           AND (a.rule = 'first_come' OR (a.rule = 'class' AND h.history_id > COALESCE(h.changed_at, 0)))) AS served_at
    FROM steps h
    LEFT JOIN ruled r ON r.shop = h.shop
    LEFT JOIN allocation a ON a.shop = h.shop AND a.settlement_id = h.settlement_id AND a.line_item_id = h.line_item_id AND a.cohort = h.cohort AND a.location_id = h.location_id
   GROUP BY h.shop, h.line_item_id, h.cohort, h.location_id),
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
