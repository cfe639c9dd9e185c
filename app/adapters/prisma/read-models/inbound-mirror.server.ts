/** Whether deliveries are shown as incoming stock in Shopify, how many are, and what Shopify refused. */
import type { ShopDomain } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";

export interface InboundMirrorSetting {
  readonly isOn: boolean;
  readonly deliveriesShown: number;
  readonly failures: readonly { readonly purchaseOrderId: string; readonly number: string; readonly reason: string }[];
}

const MAX_FAILURES = 20;

export async function readInboundMirror(db: Sql, shop: ShopDomain): Promise<InboundMirrorSetting> {
  const { rows } = await db.query<Omit<InboundMirrorSetting, "failures">>(
    `SELECT mirrors_inbound AS "isOn",
            (SELECT count(*) FROM inbound_mirror WHERE shop = $1 AND NOT is_closed AND lines <> '[]') AS "deliveriesShown"
       FROM shop WHERE shop = $1`,
    [shop],
  );
  const failures = await db.query<InboundMirrorSetting["failures"][number]>(
    `SELECT o.purchase_order_id AS "purchaseOrderId", o.number, m.failure AS reason
       FROM inbound_mirror m
       JOIN inbound_shipment s ON s.shop = m.shop AND s.inbound_shipment_id = m.inbound_shipment_id
       JOIN purchase_order o ON o.shop = s.shop AND o.purchase_order_id = s.purchase_order_id
      WHERE m.shop = $1 AND m.failure IS NOT NULL ORDER BY m.updated_at DESC LIMIT ${MAX_FAILURES}`,
    [shop],
  );
  return { isOn: rows[0]?.isOn ?? false, deliveriesShown: rows[0]?.deliveriesShown ?? 0, failures: failures.rows };
}
