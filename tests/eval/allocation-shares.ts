/** How many promises each policy keeps over many small shops, and how many could have been kept. */
import highs from "highs";
import { ALLOCATION_POLICIES } from "../../app/domain/allocation.ts";
import type { AllocationPolicy } from "../../app/domain/allocation.ts";
import { seededRandom } from "../../dev-store/seeded-random.ts";
import { oneDecision, paperShop } from "./allocation-instances.ts";
import type { PaperShop } from "./allocation-instances.ts";
import { mostKept } from "./allocation-optimum.ts";
import { keptBy } from "./allocation-policies.ts";

const LINES_PER_SHOP = 16;
const LAST_DAY_OF_ONE_LOT = 8;

export interface PolicyShares {
  readonly promised: number;
  /** The most that could have been kept by somebody who knew every order and every lot from the start. */
  readonly possible: number;
  readonly kept: Readonly<Record<AllocationPolicy, number>>;
}

/** `weeks`: lots slip while orders go on coming. `decision`: one lot, enough for all, everybody known. */
export async function comparePolicies({ shops, seed }: { shops: number; seed: number }): Promise<{ weeks: PolicyShares; decision: PolicyShares }> {
  const solver = await highs({});
  const { next } = seededRandom(seed);
  const drawn = Array.from({ length: shops }, () => ({ shop: paperShop(next, LINES_PER_SHOP), day: 1 + Math.floor(next() * LAST_DAY_OF_ONE_LOT) }));
  const sharesOf = (all: readonly PaperShop[]): PolicyShares => ({
    promised: all.reduce((sum, { lines }) => sum + lines.filter(({ promisedOn }) => promisedOn !== null).length, 0),
    possible: all.reduce((sum, shop) => sum + mostKept(solver, shop), 0),
    kept: Object.fromEntries(
      ALLOCATION_POLICIES.map((policy) => [policy, all.reduce((sum, shop) => sum + keptBy(policy, shop).size, 0)]),
    ) as PolicyShares["kept"], // of all policies
  });
  return { weeks: sharesOf(drawn.map(({ shop }) => shop)), decision: sharesOf(drawn.map(({ shop, day }) => oneDecision(shop, day))) };
}

/** The share of what could have been kept. */
export function shareKept({ kept, possible }: PolicyShares, policy: AllocationPolicy): number {
  return kept[policy] / possible;
}
