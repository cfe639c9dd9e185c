/**
 * `npm run reconcile`: compares every shop with Shopify and settles what differs, in the running demo or in DATABASE_URL.
 * Prints what was found, what had been explained by the time it was read anew, and what was repaired, by kind. The last
 * line is one JSON object.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { ShopDomain } from "../app/domain/ids.ts";
import { DRIFT_KINDS } from "../app/use-cases/ports/reconciliation.ts";
import { reconcile } from "../app/use-cases/reconcile.ts";
import { useRunningDemo } from "./running-demo.ts";

await useRunningDemo();
const { pool, prisma } = await import("../app/db.server.ts");
const { jobs, mailer, parts } = await import("../app/wiring.server.ts");

const shops = await pool.query<{ shop: ShopDomain }>(`SELECT shop FROM shop WHERE uninstalled_at IS NULL ORDER BY shop`);
const total = { shops: 0, pagesRead: 0, changes: 0, found: 0, explained: 0, repaired: 0 };
try {
  for (const { shop } of shops.rows) {
    let outcome = await reconcile(parts, { shop });
    while (outcome.goOnAfterSeconds !== null) {
      await pause(outcome.goOnAfterSeconds * 1000);
      outcome = await reconcile(parts, { shop });
    }
    console.log(`${shop}: ${outcome.pagesRead} steps, ${outcome.changes} changes`);
    for (const kind of DRIFT_KINDS) {
      const { found, repaired } = outcome.drift[kind];
      const explained = Math.max(0, found - repaired);
      console.log(`  ${kind.padEnd(7)} found ${found}, explained ${explained}, repaired ${repaired}`);
      total.found += found;
      total.explained += explained;
      total.repaired += repaired;
    }
    total.shops += 1;
    total.pagesRead += outcome.pagesRead;
    total.changes += outcome.changes;
  }
  console.log(JSON.stringify(total));
} finally {
  await jobs.stop();
  mailer.close();
  await prisma.$disconnect();
  await pool.end();
}
