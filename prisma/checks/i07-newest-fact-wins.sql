-- I7: an older fact never overwrites a newer one: facts of one thing were applied in the order of their versions, readings
-- of the same version in the order in which they began, and the order as recorded is no older than its newest fact.
WITH facts AS (
  SELECT f.*, lag(version) OVER thing AS version_before, lag(read_seq) OVER thing AS read_seq_before, lead(fact_id) OVER thing IS NULL AS is_newest
    FROM fact_history f WINDOW thing AS (PARTITION BY shop, kind, key ORDER BY fact_id))
SELECT shop, NULL AS item, NULL AS location, format('%s %s: fact %s is older than the one before it', kind, key, fact_id) AS finding
  FROM facts
 WHERE CASE kind WHEN 'order' THEN (version, read_seq) <= (version_before, read_seq_before) ELSE read_seq <= read_seq_before END
UNION ALL
SELECT f.shop, NULL, NULL, format('order %s is recorded older than its newest fact', f.key)
  FROM facts f LEFT JOIN "order" o ON o.shop = f.shop AND o.order_id = f.key
 WHERE f.kind = 'order' AND f.is_newest AND (o.order_id IS NULL OR (o.source_updated_at, o.read_seq) < (f.version, f.read_seq))
