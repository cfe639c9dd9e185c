-- I13: no row crosses shops: whatever a row refers to exists in its own shop.
SELECT c.shop, NULL AS item, NULL AS location, c.finding FROM (
  SELECT shop, format('line %s without its order', line_item_id) AS finding FROM order_line x
   WHERE NOT EXISTS (SELECT FROM "order" o WHERE o.shop = x.shop AND o.order_id = x.order_id)
  UNION ALL SELECT shop, format('line %s of an unknown item', line_item_id) FROM order_line x
   WHERE NOT EXISTS (SELECT FROM variant o WHERE o.shop = x.shop AND o.inventory_item_id = x.inventory_item_id)
  UNION ALL SELECT shop, format('entry of line %s without its line', line_item_id) FROM queue_entry x
   WHERE NOT EXISTS (SELECT FROM order_line o WHERE o.shop = x.shop AND o.line_item_id = x.line_item_id AND o.order_id = x.order_id AND o.inventory_item_id = x.inventory_item_id)
  UNION ALL SELECT shop, format('cohort of line %s without its line', line_item_id) FROM order_line_cohort x
   WHERE NOT EXISTS (SELECT FROM order_line o WHERE o.shop = x.shop AND o.line_item_id = x.line_item_id)
  UNION ALL SELECT shop, format('place of line %s without its line', line_item_id) FROM order_line_at x
   WHERE NOT EXISTS (SELECT FROM order_line o WHERE o.shop = x.shop AND o.line_item_id = x.line_item_id)
  UNION ALL SELECT shop, format('firm mark of line %s without its entry', line_item_id) FROM firm_mark x
   WHERE NOT EXISTS (SELECT FROM queue_entry o WHERE o.shop = x.shop AND o.line_item_id = x.line_item_id AND o.cohort = x.cohort AND o.location_id = x.location_id)
  UNION ALL SELECT shop, format('allocation of settlement %s without it', settlement_id) FROM allocation x
   WHERE NOT EXISTS (SELECT FROM settlement o WHERE o.shop = x.shop AND o.settlement_id = x.settlement_id AND o.inventory_item_id = x.inventory_item_id)
  UNION ALL SELECT shop, format('move of line %s without its settlement or its line', line_item_id) FROM unit_move x
   WHERE NOT EXISTS (SELECT FROM settlement o WHERE o.shop = x.shop AND o.settlement_id = x.settlement_id AND o.inventory_item_id = x.inventory_item_id)
      OR NOT EXISTS (SELECT FROM order_line o WHERE o.shop = x.shop AND o.line_item_id = x.line_item_id AND o.order_id = x.order_id)
  UNION ALL SELECT shop, format('changed ship preference of an unknown order %s', order_id) FROM ship_preference_change x
   WHERE NOT EXISTS (SELECT FROM "order" o WHERE o.shop = x.shop AND o.order_id = x.order_id)
  UNION ALL SELECT shop, format('level of an unknown item %s', inventory_item_id) FROM stock_level x
   WHERE NOT EXISTS (SELECT FROM variant o WHERE o.shop = x.shop AND o.inventory_item_id = x.inventory_item_id)
  UNION ALL SELECT shop, format('total of an unknown item %s', inventory_item_id) FROM queue_total x
   WHERE NOT EXISTS (SELECT FROM variant o WHERE o.shop = x.shop AND o.inventory_item_id = x.inventory_item_id)
  UNION ALL SELECT shop, format('notice %s of an unknown order', notice_id) FROM notice x
   WHERE order_id IS NOT NULL AND NOT EXISTS (SELECT FROM "order" o WHERE o.shop = x.shop AND o.order_id = x.order_id)
  UNION ALL SELECT shop, format('promise of line %s without its line', line_item_id) FROM promise x
   WHERE NOT EXISTS (SELECT FROM order_line o WHERE o.shop = x.shop AND o.line_item_id = x.line_item_id AND o.order_id = x.order_id)
  UNION ALL SELECT shop, format('hold %s of an unknown order', handle) FROM hold x
   WHERE NOT EXISTS (SELECT FROM "order" o WHERE o.shop = x.shop AND o.order_id = x.order_id)
  UNION ALL SELECT shop, format('publication of an unknown variant %s', variant_id) FROM publication x
   WHERE NOT EXISTS (SELECT FROM variant o WHERE o.shop = x.shop AND o.variant_id = x.variant_id)
  UNION ALL SELECT shop, format('inbound line of an unknown shipment %s', inbound_shipment_id) FROM inbound_line x
   WHERE NOT EXISTS (SELECT FROM inbound_shipment o WHERE o.shop = x.shop AND o.inbound_shipment_id = x.inbound_shipment_id)
  UNION ALL SELECT shop, format('purchase order line of an unknown purchase order %s', purchase_order_id) FROM purchase_order_line x
   WHERE NOT EXISTS (SELECT FROM purchase_order o WHERE o.shop = x.shop AND o.purchase_order_id = x.purchase_order_id)
  UNION ALL SELECT shop, format('receipt line of an unknown receipt %s', receipt_id) FROM receipt_line x
   WHERE NOT EXISTS (SELECT FROM receipt o WHERE o.shop = x.shop AND o.receipt_id = x.receipt_id)
) c
