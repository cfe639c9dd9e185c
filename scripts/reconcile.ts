/** `npm run reconcile`: reads every shop's open orders and levels again and settles what differs. The last line is one JSON object. */
import { pool, prisma } from "../app/db.server.ts";
import type { ShopDomain } from "../app/domain/ids.ts";
import { reconcile } from "../app/use-cases/reconcile.ts";
import { jobs, mailer, parts } from "../app/wiring.server.ts";

const shops = await pool.query<{ shop: ShopDomain }>(`SELECT shop FROM shop WHERE uninstalled_at IS NULL ORDER BY shop`);
const total = { shops: 0, pagesRead: 0, changes: 0 };
try {
  for (const { shop } of shops.rows) {
    const { pagesRead, changes } = await reconcile(parts, { shop });
    console.log(`${shop}: ${pagesRead} pages read, ${changes} changes`);
    total.shops += 1;
    total.pagesRead += pagesRead;
    total.changes += changes;
  }
  console.log(JSON.stringify(total));
} finally {
  await jobs.stop();
  mailer.close();
  await prisma.$disconnect();
  await pool.end();
}
