import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setInventoryPolicy } from "../../dev-store/commerce/catalog.ts";
import type { VariantId } from "../../app/domain/ids.ts";
import { countOvershoot, listOvershoot } from "../../app/adapters/prisma/read-models/overshoot.server.ts";
import { goLive, pauseShop, prepareToLeave } from "../../app/use-cases/change-stage.ts";
import { giveBack } from "../../app/use-cases/give-back.ts";
import { mirrorCatalog } from "../../app/use-cases/mirror-catalog.ts";
import { resolveDrift } from "../../app/use-cases/resolve-drift.ts";
import { switchBackorders } from "../../app/use-cases/switch-backorders.ts";
import { DevShop } from "../dev-shop.ts";
import type { Good } from "../dev-shop.ts";
import { useScratchDatabase } from "../scratch-database.ts";

const database = useScratchDatabase();
let shop: DevShop;

beforeEach(async () => {
  await database.pool.query(
    `TRUNCATE shop, variant, "order", order_line, queue_entry, queue_total, hold, notice, promise, publication, giving_back, overshoot`,
  );
  shop = await DevShop.open(database.pool, { stage: "observe" });
});
afterEach(() => shop.close());

const policyOf = ({ variantId }: Good) => shop.context.shop.variants.get(variantId)?.inventoryPolicy;
const idOf = ({ variantId }: Good) => String(variantId) as VariantId; // the dev store's own id
const ownerOf = async (good: Good) =>
  (await shop.rows<{ owner: string }>(`SELECT switch_owner AS owner FROM variant WHERE shop = $1 AND variant_id = $2`, idOf(good)))[0]?.owner;

async function switchTo(good: Good, mode: string, limit: number | null = null): Promise<void> {
  expect(await switchBackorders(shop.parts, { shop: shop.shop, change: { variantId: idOf(good), mode, limit } })).toMatchObject({ ok: true });
  await shop.work();
}

async function live(variantIds: readonly VariantId[] | "all", tellsWaiting = false): Promise<void> {
  expect(await goLive(shop.parts, { shop: shop.shop, choice: { variantIds, tellsWaiting } })).toMatchObject({ ok: true });
  await shop.work();
}

/** Staff flips Shopify's switch by hand, and the app hears of it. */
async function flip(good: Good, inventoryPolicy: "CONTINUE" | "DENY"): Promise<void> {
  shop.pass(60);
  const variant = shop.context.shop.variants.get(good.variantId);
  if (variant !== undefined) setInventoryPolicy(shop.context, variant, inventoryPolicy);
  await mirrorCatalog(shop.parts, { shop: shop.shop });
  await shop.work();
}

describe("while a shop observes", () => {
  test("orders are ranked and nobody notices: no hold, no mail, no date on the storefront, no switch", async () => {
    const mug = await shop.offer("MUG", 0, { managed: false });
    await switchTo(mug, "on", 0);
    const order = shop.buy([[mug, 2]]);
    await shop.hear(order);
    expect(await shop.units(order, mug)).toMatchObject({ waiting: 2 });
    expect(shop.held(order)).toEqual({ units: 0, holds: 0 });
    expect(shop.mails).toEqual([]);
    expect(await shop.rows(`SELECT FROM publication WHERE shop = $1`)).toEqual([]);
    expect(policyOf(mug)).toBe("CONTINUE");
  });
});

describe("going live", () => {
  test("holds who waits, and writes to them only if the merchant says so", async () => {
    const mug = await shop.offer("MUG", 0, { managed: false });
    await switchTo(mug, "on");
    const order = shop.buy([[mug, 2]]);
    await shop.hear(order);
    await live("all");
    expect(shop.held(order)).toEqual({ units: 2, holds: 1 });
    expect(shop.mails).toHaveLength(0);
    await live("all", true);
    expect(shop.mails).toHaveLength(1);
    await live("all", true);
    expect(shop.mails).toHaveLength(1);
  });

  test("is chosen variant by variant: the others keep their mode as a plan and go live later", async () => {
    const [mug, lamp] = [await shop.offer("MUG", 0, { managed: false }), await shop.offer("LAMP", 0, { managed: false })];
    for (const good of [mug, lamp]) await switchTo(good, "on", 0);
    const order = shop.buy([[lamp, 1]]);
    await shop.hear(order);
    await live([idOf(mug)]);
    expect([policyOf(mug), policyOf(lamp)]).toEqual(["DENY", "CONTINUE"]);
    expect(shop.held(order).holds).toBe(0);
    await live([idOf(mug), idOf(lamp)]);
    expect(policyOf(lamp)).toBe("DENY");
    expect(shop.held(order)).toEqual({ units: 1, holds: 1 });
  });
});

describe("Shopify's switch", () => {
  test("a variant that is switched off while observing gets back the switch it had", async () => {
    const mug = await shop.offer("MUG", 0, { managed: false });
    await live("all");
    await switchTo(mug, "on", 0);
    expect([policyOf(mug), await ownerOf(mug)]).toEqual(["DENY", "ours"]);
    await pauseShop(shop.parts, { shop: shop.shop, givesBack: false });
    await switchTo(mug, "off");
    expect([policyOf(mug), await ownerOf(mug)]).toEqual(["CONTINUE", "theirs"]);
  });

  test("moved by hand it has drifted, and is not fought over until it is moved back", async () => {
    const mug = await shop.offer("MUG", 0, { managed: false });
    await live("all");
    await switchTo(mug, "on", 0);
    await flip(mug, "CONTINUE");
    expect(await ownerOf(mug)).toBe("drifted");
    const order = shop.buy([[mug, 1]]);
    await shop.hear(order);
    expect(policyOf(mug)).toBe("CONTINUE");
    await flip(mug, "DENY");
    expect(await ownerOf(mug)).toBe("ours");
  });

  test("taken over again it follows the limit, left it stays as it is", async () => {
    const mug = await shop.offer("MUG", 0, { managed: false });
    await live("all");
    await switchTo(mug, "on", 0);
    await flip(mug, "CONTINUE");
    expect(await resolveDrift(shop.parts, { shop: shop.shop, variantId: idOf(mug), owner: "left" })).toMatchObject({ ok: true });
    await switchTo(mug, "on", 0);
    expect([policyOf(mug), await ownerOf(mug)]).toEqual(["CONTINUE", "left"]);
    expect(await resolveDrift(shop.parts, { shop: shop.shop, variantId: idOf(mug), owner: "ours" })).toMatchObject({ ok: true });
    await shop.work();
    expect([policyOf(mug), await ownerOf(mug)]).toEqual(["DENY", "ours"]);
  });

  test("our own change, read back, is no drift", async () => {
    const mug = await shop.offer("MUG", 0, { managed: false });
    await live("all");
    await switchTo(mug, "on", 0);
    await mirrorCatalog(shop.parts, { shop: shop.shop });
    await switchTo(mug, "on", 5);
    await mirrorCatalog(shop.parts, { shop: shop.shop });
    expect([policyOf(mug), await ownerOf(mug)]).toEqual(["CONTINUE", "ours"]);
  });
});

describe("sold beyond the limit", () => {
  test("what was ordered before the switch turned is named, newest first, and what was sold within the limit is not", async () => {
    const mug = await shop.offer("MUG", 0, { managed: false });
    await live("all");
    await switchTo(mug, "on", 1);
    const [first, second, third] = [shop.buy([[mug, 1]]), shop.buy([[mug, 2]]), shop.buy([[mug, 1]])];
    await shop.hear(first, second, third);
    expect(policyOf(mug)).toBe("DENY");
    const { rows } = await listOvershoot(database.pool, { shop: shop.shop, cursor: null });
    expect(rows.map(({ orderName, units, isTold }) => [orderName, units, isTold])).toEqual([
      [third.name, 1, true],
      [second.name, 2, true],
    ]);
    expect(await countOvershoot(database.pool, shop.shop)).toBe(3);
  });

  test("a limit lowered below what waits already is no overshoot", async () => {
    const mug = await shop.offer("MUG", 0, { managed: false });
    await live("all");
    await switchTo(mug, "on", 5);
    await shop.hear(shop.buy([[mug, 3]]));
    shop.pass(3_600);
    await switchTo(mug, "on", 1);
    expect(await countOvershoot(database.pool, shop.shop)).toBe(0);
  });
});

describe("leaving", () => {
  async function livingShop() {
    const mug = await shop.offer("MUG", 0, { managed: false });
    await live("all");
    await switchTo(mug, "on", 1);
    const order = shop.buy([[mug, 2]]);
    await shop.hear(order);
    expect([policyOf(mug), shop.held(order).holds]).toEqual(["DENY", 1]);
    expect(shop.context.shop.metafields.size).toBe(1);
    return { mug, order };
  }

  test("gives back switches, our holds and the dates on the storefront; who waits stays in the ledger", async () => {
    const { mug, order } = await livingShop();
    await prepareToLeave(shop.parts, { shop: shop.shop });
    await shop.work();
    expect([policyOf(mug), shop.held(order).holds, shop.context.shop.metafields.size]).toEqual(["CONTINUE", 0, 0]);
    expect(await shop.parts.stages.givingBack(shop.shop)).toMatchObject({
      purpose: "leave",
      switches: 1,
      holds: 1,
      dates: 1,
      failures: [],
      finishedAt: shop.now,
    });
    expect(await shop.units(order, mug)).toMatchObject({ waiting: 2 });
  });

  test("goes on where it was cut off, and a second run finds nothing to do", async () => {
    const { mug } = await livingShop();
    await prepareToLeave(shop.parts, { shop: shop.shop });
    shop.jobs.clear();
    const cutOff = { ...shop.parts, storefront: { ...shop.parts.storefront, clear: () => Promise.reject(new Error("crash")) } };
    await expect(giveBack(cutOff, { shop: shop.shop })).rejects.toThrow("crash");
    expect(policyOf(mug)).toBe("CONTINUE");
    expect(await giveBack(shop.parts, { shop: shop.shop })).toBe("done");
    expect(shop.context.shop.metafields.size).toBe(0);
    expect(await giveBack(shop.parts, { shop: shop.shop })).toBe("nothing to do");
  });

  test("a pause keeps what is there unless the merchant takes it back, and going live again begins anew", async () => {
    const { mug, order } = await livingShop();
    await pauseShop(shop.parts, { shop: shop.shop, givesBack: false });
    await shop.work();
    expect([policyOf(mug), shop.held(order).holds, shop.context.shop.metafields.size]).toEqual(["DENY", 1, 1]);
    await pauseShop(shop.parts, { shop: shop.shop, givesBack: true });
    await shop.work();
    expect([policyOf(mug), shop.held(order).holds, shop.context.shop.metafields.size]).toEqual(["CONTINUE", 0, 0]);
    shop.pass(60);
    await live("all");
    expect([policyOf(mug), shop.held(order).holds, shop.context.shop.metafields.size]).toEqual(["DENY", 1, 1]);
  });
});
