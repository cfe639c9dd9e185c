import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { createInboundMirrors } from "../adapters/prisma/inbound-mirrors.server.ts";
import type { InboundShipmentId } from "../domain/ids.ts";
import { anItem } from "../testing/shop-model.ts";
import { openSupply, valueOf } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import { cancelPurchaseOrder } from "./cancel-purchase-order.ts";
import { mirrorInbound, switchInboundMirror } from "./mirror-inbound.ts";
import type { MirrorStep } from "./ports/inbound-mirrors.ts";
import { ShopifyUnavailable } from "./ports/shopify-unavailable.ts";
import { receiveShipment } from "./receive-shipment.ts";

const database = useScratchDatabase();

/** Shopify's incoming stock: a key is counted once; the answers of the first calls can be lost. */
class Incoming {
  readonly units = new Map<string, number>();
  readonly keys = new Map<string, string>();
  lostAnswers = 0;
  refusal: string | null = null;
  calls = 0;

  async adjustIncoming(_shop: string, { idempotencyKey, locationId: _place, lines }: MirrorStep & { inboundShipmentId: InboundShipmentId }) {
    this.calls += 1;
    if (this.refusal !== null) return { ok: false as const, reason: this.refusal };
    const said = lines.map(({ inventoryItemId, units }) => `${inventoryItemId} ${units}`).join();
    if ((this.keys.get(idempotencyKey) ?? said) !== said) throw new Error("the key was used for another change");
    if (!this.keys.has(idempotencyKey))
      for (const { inventoryItemId, units } of lines) this.units.set(inventoryItemId, (this.units.get(inventoryItemId) ?? 0) + units);
    this.keys.set(idempotencyKey, said);
    if (this.lostAnswers-- > 0) throw new ShopifyUnavailable("the answer was lost");
    return { ok: true as const };
  }
}

async function openMirror() {
  const bench = await openSupply(database.pool);
  const incoming = new Incoming();
  const deps = { ...bench.supplyDeps, mirrors: createInboundMirrors(), incoming };
  const ordered = await bench.order("PO-1", "2026-10-09", { mug: 12, lamp: 2 });
  const { inboundShipmentId } = ordered;
  const mirror = () => mirrorInbound(deps, { shop: bench.shop, inboundShipmentId });
  const turn = (isOn: boolean) => switchInboundMirror(deps, { shop: bench.shop, isOn });
  return { bench, incoming, ordered, mirror, turn };
}

const receive = (bench: SupplyBench, inboundShipmentId: InboundShipmentId, units: number) =>
  receiveShipment(bench.supplyDeps, {
    shop: bench.shop,
    receipt: {
      inboundShipmentId,
      expectedVersion: 0,
      receivedOn: "2026-10-01",
      lines: [{ inventoryItemId: anItem("mug"), units }],
      allowsMoreThanOrdered: false,
      actor: "",
    },
  });

test("nothing is shown until the merchant wants it; then what is still to come is, and follows receipts and cancellations", async () => {
  const { bench, incoming, ordered, mirror, turn } = await openMirror();
  await mirror();
  expect(incoming.calls).toBe(0);
  expect(await turn(true)).toEqual({ deliveries: 1 });
  await mirror();
  expect(Object.fromEntries(incoming.units)).toEqual({ mug: 12, lamp: 2 });

  bench.jobs.clear();
  valueOf(await receive(bench, ordered.inboundShipmentId, 5));
  expect(bench.jobs.named("mirror-inbound")).toEqual([{ name: "mirror-inbound", shop: bench.shop, inboundShipmentId: ordered.inboundShipmentId }]);
  await mirror();
  expect(Object.fromEntries(incoming.units)).toEqual({ mug: 7, lamp: 2 });
  expect(await mirror()).toEqual({ steps: 0 });

  valueOf(await cancelPurchaseOrder(bench.supplyDeps, { shop: bench.shop, purchaseOrderId: ordered.purchaseOrderId, expectedVersion: 1 }));
  await mirror();
  expect(Object.fromEntries(incoming.units)).toEqual({ mug: 0, lamp: 0 });
});

test("an answer that is lost is asked for again under the same key, whatever has changed meanwhile: no unit counts twice", async () => {
  const { bench, incoming, ordered, mirror, turn } = await openMirror();
  await turn(true);
  incoming.lostAnswers = 2;
  await expect(mirror()).rejects.toThrow(ShopifyUnavailable);
  valueOf(await receive(bench, ordered.inboundShipmentId, 5));
  await expect(mirror()).rejects.toThrow(ShopifyUnavailable);
  await mirror();
  expect(Object.fromEntries(incoming.units)).toEqual({ mug: 7, lamp: 2 });
  expect(incoming.keys.size).toBe(2);
});

test("switched off, what was shown goes; what Shopify refuses is kept with its reason", async () => {
  const { bench, incoming, mirror, turn } = await openMirror();
  incoming.refusal = "The item is not stocked there.";
  await turn(true);
  expect(await mirror()).toEqual({ steps: 1 });
  expect(await bench.rows(`SELECT failure, step FROM inbound_mirror WHERE shop = $1`)).toEqual([{ failure: "The item is not stocked there.", step: null }]);
  incoming.refusal = null;
  await mirror();
  await turn(false);
  await mirror();
  expect(Object.fromEntries(incoming.units)).toEqual({ mug: 0, lamp: 0 });
});
