/** Erases personal data. Ids of orders and lines stay: they name units, not people. */
import type { PersonalData } from "../../use-cases/ports/personal-data.ts";
import { sql } from "./database.server.ts";

const NAMELESS = `customer_name = NULL, email = NULL, status_page_url = NULL, country = NULL, customer_tags = '{}'`;
/** A parcel's number leads to who got it. */
const TRACELESS = `'{"trackingNumber": null, "trackingUrl": null}'::jsonb`;

/**
 * A shop that has installed the app again keeps what its new installation has read and owes; what an earlier one left
 * behind goes all the same.
 */
const IS_GONE = `s.uninstalled_at IS NOT NULL`;

export function createPersonalData(): PersonalData {
  return {
    async eraseCustomer(tx, shop, customerId) {
      const { rowCount } = await sql(tx).query(`UPDATE "order" SET ${NAMELESS} WHERE shop = $1 AND customer_id = $2`, [shop, customerId]);
      const ofCustomer = `shop = $1 AND (person = 'customer:' || $2 OR order_id IN (SELECT order_id FROM "order" WHERE shop = $1 AND customer_id = $2))`;
      await sql(tx).query(`UPDATE notice SET state = 'withheld', reason = 'redacted' WHERE ${ofCustomer} AND state = 'owed'`, [shop, customerId]);
      await sql(tx).query(`UPDATE notice SET facts = facts || ${TRACELESS} WHERE ${ofCustomer} AND kind = 'shipped'`, [shop, customerId]);
      // Deliveries that were not applied still hold what Shopify sent, whoever it names. Their keys say what to read again.
      await sql(tx).query(`UPDATE webhook_delivery SET body = '' WHERE shop = $1 AND body <> ''`, [shop]);
      return rowCount ?? 0;
    },
    async eraseShop(tx, shop) {
      const { rowCount } = await sql(tx).query(
        `UPDATE "order" o SET ${NAMELESS}, customer_id = NULL FROM shop s WHERE o.shop = $1 AND s.shop = $1 AND (${IS_GONE} OR o.read_seq <= s.installed_read_seq)`,
        [shop],
      );
      const earlier = (column: string) => `FROM shop s WHERE t.shop = $1 AND s.shop = $1 AND (${IS_GONE} OR t.${column} < s.installed_at)`;
      await sql(tx).query(`UPDATE notice t SET state = 'withheld', reason = 'redacted' ${earlier("created_at")} AND t.state = 'owed'`, [shop]);
      await sql(tx).query(`UPDATE notice t SET facts = facts || ${TRACELESS} ${earlier("created_at")} AND t.kind = 'shipped'`, [shop]);
      await sql(tx).query(`UPDATE webhook_delivery t SET body = '' ${earlier("received_at")} AND t.body <> ''`, [shop]);
      await sql(tx).query(`UPDATE shop s SET sender_name = '', sender_email = '' WHERE shop = $1 AND ${IS_GONE}`, [shop]);
      await sql(tx).query(`DELETE FROM session t USING shop s WHERE t.shop = $1 AND s.shop = $1 AND ${IS_GONE}`, [shop]);
      return rowCount ?? 0;
    },
  };
}
