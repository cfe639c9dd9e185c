/** One process of a simulation: runs every so many-th seed and says on its last line what came of it. */
import { parseArgs } from "node:util";
import { eventsOf, newTally } from "./faults.ts";
import { runSeed } from "./run.ts";
import type { Breach } from "./run.ts";

const { values } = parseArgs({
  options: { events: { type: "string", default: "" }, seed: { type: "string", default: "" }, step: { type: "string", default: "1" } },
});
const [events, firstSeed, step] = [Number(values.events), Number(values.seed), Number(values.step)];

const tally = newTally();
let breach: Breach | null = null;
for (let seed = firstSeed; eventsOf(tally).all < events && breach === null; seed += step) {
  breach = await runSeed(seed, { events: events - eventsOf(tally).all, tally });
}
console.log(JSON.stringify({ tally, breach }));
