/** Erases personal data. Ids of orders and lines stay: they name units, not people. */
import type { PersonalData } from "../../use-cases/ports/personal-data.ts";
import { sql } from "./database.server.ts";

const NAMELESS = `customer_name = NULL, email = NULL, status_page_url = NULL, country = NULL, customer_tags = '{}'`;
/** A parcel's number leads to who got it. */
const TRACELESS = `'{"trackingNumber": null, "trackingUrl": null}'::jsonb`;

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
      const { rowCount } = await sql(tx).query(`UPDATE "order" SET ${NAMELESS}, customer_id = NULL WHERE shop = $1`, [shop]);
      await sql(tx).query(`UPDATE notice SET state = 'withheld', reason = 'redacted' WHERE shop = $1 AND state = 'owed'`, [shop]);
      await sql(tx).query(`UPDATE notice SET facts = facts || ${TRACELESS} WHERE shop = $1 AND kind = 'shipped'`, [shop]);
      await sql(tx).query(`UPDATE webhook_delivery SET body = '' WHERE shop = $1 AND body <> ''`, [shop]);
      await sql(tx).query(`UPDATE shop SET sender_name = '', sender_email = '' WHERE shop = $1`, [shop]);
      await sql(tx).query(`DELETE FROM session WHERE shop = $1`, [shop]);
      return rowCount ?? 0;
    },
  };
}
