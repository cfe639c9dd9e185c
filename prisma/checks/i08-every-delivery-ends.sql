-- I8: every accepted webhook is applied, or dead-lettered with a reason. What came within the last quarter of an hour
-- may still be under way.
SELECT shop, NULL AS item, NULL AS location, format('%s %s came %s and is neither applied nor dead', topic, webhook_id, received_at) AS finding
  FROM webhook_delivery WHERE applied_at IS NULL AND dead_at IS NULL AND received_at < now() - interval '15 minutes'
UNION ALL
SELECT shop, NULL, NULL, format('%s %s is dead without a reason', topic, webhook_id) FROM webhook_delivery WHERE dead_at IS NOT NULL AND COALESCE(dead_reason, '') = ''
UNION ALL
SELECT shop, NULL, NULL, format('%s %s is both applied and dead', topic, webhook_id) FROM webhook_delivery WHERE dead_at IS NOT NULL AND applied_at IS NOT NULL
