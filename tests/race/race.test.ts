import { expect, test } from "vitest";
import { seededRandom } from "../replay/random.ts";
import { raceForLastUnit, rushOnLimit, withShop } from "./race.ts";

const TIMEOUT_MS = 180_000;
const SEED = 7;
const SHOPPERS = 50;

test("the last unit is sold once, and what is sold beyond a limit stops and is shown", { timeout: TIMEOUT_MS }, async () => {
  await withShop(".data/race-test", async (shop) => {
    expect(await raceForLastUnit(shop, 3, SHOPPERS)).toEqual({ rounds: 3, accepted: 3, oversold: 0 });

    const rush = await rushOnLimit(shop, { round: 0, random: seededRandom(SEED) });
    expect(rush.overshoot).toBeGreaterThan(0);
    expect(rush.shown).toBe(rush.overshoot);
    expect(rush.afterSwitch).toBe(0);
    expect(rush.denyMs).toBeGreaterThan(0);
  });
});
