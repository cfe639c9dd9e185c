import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import type { PublishedPromise } from "../domain/published-promise.ts";
import { anItem } from "../testing/shop-model.ts";
import { openSupply } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import type { Storefront } from "./ports/shopify.ts";
import { PublicationsRefused, publishPromises } from "./publish-promises.ts";

const database = useScratchDatabase();

/** A storefront that refuses what it is told to, and what it was sent: "variant rev", one text a call. */
function storefront(refuses: string | null = null) {
  const sent: string[] = [];
  const publish: Storefront["publish"] = async (_shop, promises) => {
    if (promises.some(({ variantId }) => variantId === refuses)) return { ok: false, reason: "no such owner" };
    sent.push(promises.map(({ variantId, payload }) => `${variantId} ${(payload as PublishedPromise).rev}`).join(", ")); // what we publish is one
    return { ok: true };
  };
  return { sent, port: { publish, clear: async () => ({ ok: true }) as const, define: async () => undefined } };
}

const publish = (bench: SupplyBench, to: ReturnType<typeof storefront>) => publishPromises({ ...bench.supplyDeps, storefront: to.port }, { shop: bench.shop });

async function openWithPromises(): Promise<SupplyBench> {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 3, lamp: 2 });
  await bench.work();
  return bench;
}

test("the newest promise of each variant is sent, once", async () => {
  const bench = await openWithPromises();
  bench.model.receive(anItem("mug"), 2);
  await bench.settle("mug");
  await bench.order("PO-2", "2026-10-09", { mug: 3 });
  await bench.work();
  const shopify = storefront();
  await publish(bench, shopify);
  await publish(bench, shopify);
  expect(shopify.sent.join(", ").split(", ").sort()).toEqual(["v-lamp 1", `v-mug ${(await bench.newestPublication("mug"))?.rev}`]);
});

test("a promise that Shopify refuses keeps no other from being sent", async () => {
  const bench = await openWithPromises();
  const shopify = storefront("v-lamp");
  await expect(publish(bench, shopify)).rejects.toThrow(PublicationsRefused);
  expect(shopify.sent).toEqual(["v-mug 1"]);
});

test.each([
  ["paused", "UPDATE shop SET stage = 'observe' WHERE shop = $1"],
  ["removed the app", "UPDATE shop SET uninstalled_at = now() WHERE shop = $1"],
])("nothing is sent to a shop that has %s meanwhile", async (_, change) => {
  const bench = await openWithPromises();
  await database.pool.query(change, [bench.shop]);
  const shopify = storefront();
  await publish(bench, shopify);
  expect(shopify.sent).toEqual([]);
});
