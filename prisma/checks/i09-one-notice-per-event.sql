-- I9: at most one accepted send per person and event, and exactly one unless a reason is recorded.
SELECT shop, NULL AS item, NULL AS location, format('event %s has %s notices', event, count(*)) AS finding
  FROM notice GROUP BY shop, event HAVING count(*) > 1
UNION ALL
SELECT shop, NULL, NULL, format('notice %s was sent without a moment or a message id', notice_id) FROM notice WHERE state = 'sent' AND (sent_at IS NULL OR message_id IS NULL)
UNION ALL
SELECT shop, NULL, NULL, format('notice %s is %s without a reason', notice_id, state) FROM notice WHERE state = 'withheld' AND COALESCE(reason, '') = ''
UNION ALL
SELECT shop, NULL, NULL, format('notice %s has been %s since %s', notice_id, state, created_at) FROM notice
 WHERE state IN ('owed', 'sending') AND created_at < now() - interval '15 minutes'
   AND NOT EXISTS (SELECT FROM shop s WHERE s.shop = notice.shop AND s.stage <> 'live')
