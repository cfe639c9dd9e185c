/**
 * `npm run reconcile`: reads every shop's open orders and levels again and settles what differs, in the running demo or
 * in DATABASE_URL. The last line is one JSON object.
 */
import type { ShopDomain } from "../app/domain/ids.ts";
import { reconcile } from "../app/use-cases/reconcile.ts";
import { useRunningDemo } from "./running-demo.ts";

await useRunningDemo();
const { pool, prisma } = await import("../app/db.server.ts");
const { jobs, mailer, parts } = await import("../app/wiring.server.ts");

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
