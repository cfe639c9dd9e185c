/** Who hears what when units are taken back (see docs/allocation.md, "What is never taken back"). */
import { expect, test } from "vitest";
import { noticeStore } from "../adapters/prisma/notice-store.server.ts";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import type { LineItemId, NoticeId, OrderId } from "../domain/ids.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import type { LedgerBench } from "../testing/ledger-bench.ts";
import { anItem } from "../testing/shop-model.ts";

const database = useScratchDatabase();

interface Told {
  readonly event: string;
  readonly state: string;
  readonly facts: { readonly lines: readonly { readonly units: number }[] };
}

const notices = async ({ shop }: LedgerBench) =>
  (await database.pool.query<Told>(`SELECT event, state, facts FROM notice WHERE shop = $1 ORDER BY created_at, notice_id`, [shop])).rows;

/** A waits for two mugs with a promise, and both come: the mail about them is owed. */
async function twoArrived(): Promise<LedgerBench> {
  const ledger = await openLedger(database.pool);
  await ledger.hear(ledger.model.place("A", { mug: 2 }));
  await database.pool.query(
    `INSERT INTO promise (shop, line_item_id, seq, order_id, ship_by, units, confidence, origin, because, notice_id)
     SELECT shop, line_item_id, 1, order_id, '2026-10-14', 2, 0.9, 'shown', '[]', 'n' FROM order_line WHERE shop = $1`,
    [ledger.shop],
  );
  await database.pool.query(`UPDATE queue_entry SET promised_on = '2026-10-14' WHERE shop = $1`, [ledger.shop]);
  ledger.model.receive(anItem("mug"), 2);
  await ledger.settle("mug");
  ledger.jobs.clear();
  return ledger;
}

/** The mail server took the mail that is owed. */
async function mailIsAccepted({ shop, deps, model }: LedgerBench): Promise<void> {
  const { rows } = await database.pool.query<{ id: NoticeId }>(`SELECT notice_id AS id FROM notice WHERE shop = $1 AND state = 'owed'`, [shop]);
  const noticeId = rows[0]?.id;
  if (noticeId === undefined) throw new Error("no mail is owed");
  const orderId = "A" as OrderId; // a test's own name, as the line's
  const lines = [{ lineItemId: "A-mug" as LineItemId, title: "Thing mug", units: 2, unitsStillWaiting: 0 }];
  await deps.database.transaction(async (tx) => {
    const lease = await noticeStore.lease(tx, { shop, noticeId }, { until: model.now, messageId: "m" });
    if (lease !== null) await noticeStore.accepted(tx, lease, { kind: "allocated", orderId, lines }, model.now);
  });
}

const breakMugs = async (ledger: LedgerBench, units: number) => {
  ledger.model.receive(anItem("mug"), -units);
  await ledger.settle("mug");
};

test("who was told that units are there is told that they are not, with the promise that stands, and the order is held again", async () => {
  const ledger = await twoArrived();
  await mailIsAccepted(ledger);
  await breakMugs(ledger, 1);
  expect((await notices(ledger)).at(-1)).toMatchObject({
    event: expect.stringMatching(/^taken_back:A:/),
    state: "owed",
    facts: { lines: [{ lineItemId: "A-mug", units: 1, shipBy: "2026-10-14" }] },
  });
  expect(ledger.jobs.named("apply-holds")).toMatchObject([{ orderId: "A" }]);
  expect(ledger.jobs.named("send-notice")).toHaveLength(1);
  expect(ledger.jobs.named("confirm-backorder")).toEqual([]);
});

test("who was told nothing yet hears nothing of units that came and went", async () => {
  const ledger = await twoArrived();
  await breakMugs(ledger, 2);
  expect(await notices(ledger)).toMatchObject([{ event: expect.stringMatching(/^allocated:A:/), state: "withheld" }]);
  expect(ledger.jobs.named("send-notice")).toEqual([]);
  expect(ledger.jobs.named("apply-holds")).toMatchObject([{ orderId: "A" }]);
});

test("of two units of which one goes before the mail is sent, the mail speaks of one", async () => {
  const ledger = await twoArrived();
  await breakMugs(ledger, 1);
  const [first, second] = await notices(ledger);
  expect(first).toMatchObject({ state: "withheld", facts: { lines: [{ units: 2 }] } });
  expect(second).toMatchObject({ state: "owed", facts: { lines: [{ units: 1, unitsStillWaiting: 1 }] } });
  expect(ledger.jobs.named("send-notice")).toMatchObject([{ noticeId: second?.event }]);
});

test("an in-stock buyer who loses cover gets a first promise as a new backorder, and no word of a delay", async () => {
  const ledger = await openLedger(database.pool);
  ledger.model.receive(anItem("mug"), 1);
  await ledger.hear(ledger.model.place("A", { mug: 1 }));
  ledger.jobs.clear();
  await breakMugs(ledger, 1);
  expect(await notices(ledger)).toEqual([]);
  expect(ledger.jobs.named("confirm-backorder")).toMatchObject([{ orderId: "A" }]);
  expect(ledger.jobs.named("apply-holds")).toMatchObject([{ orderId: "A" }]);
});
