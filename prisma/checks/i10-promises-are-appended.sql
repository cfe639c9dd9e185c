-- I10: a promise is never edited: new ones are appended, and one notice goes with each.
SELECT shop, NULL AS item, NULL AS location, format('line %s: promises are numbered %s', line_item_id, string_agg(seq::text, ', ' ORDER BY seq)) AS finding
  FROM promise GROUP BY shop, line_item_id HAVING count(*) <> max(seq) OR min(seq) <> 1
UNION ALL
SELECT p.shop, NULL, NULL, format('promise %s of line %s has no notice', p.seq, p.line_item_id)
  FROM promise p WHERE NOT EXISTS (SELECT FROM notice n WHERE n.shop = p.shop AND n.notice_id = p.notice_id)
UNION ALL
SELECT p.shop, NULL, NULL, format('notice %s goes with several promises of line %s', p.notice_id, p.line_item_id)
  FROM promise p GROUP BY p.shop, p.line_item_id, p.notice_id HAVING count(*) > 1
