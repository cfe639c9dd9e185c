/**
 * `npm run conformance`: replays recorded interactions of a real shop against the dev store's Admin API and says what
 * differs. Ends with 0 when at least 95 % of the replayable ones are equal. The last line is one JSON object.
 *
 *   --only TEXT   recordings whose file names contain it      --recordings DIR   where they are
 *   --verbose     every difference in full, and what is equal
 *
 * What differs is listed with its reason in `docs/dev-store.md`; what is not is named at the end.
 */
import { existsSync } from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { checkDifferenceList, readDifferenceList } from "./difference-list.ts";
import { playRecording } from "./play.ts";
import { readRecordings } from "./recording.ts";
import { figuresOf, isEnough, linesOf, withoutShops } from "./report.ts";
import { RECORDINGS } from "./recordings-folder.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    recordings: { type: "string", default: RECORDINGS },
    verbose: { type: "boolean", default: false },
  },
});

if (!existsSync(values.recordings)) {
  console.log(`There are no recordings at ${values.recordings}, so there is nothing to replay. Name a folder with --recordings.`);
  console.log(JSON.stringify({ skipped: true }));
  process.exit(0);
}

const startedMs = performance.now();
const recordings = readRecordings(values.recordings, values.only);
const domains = [...new Set(recordings.map(({ shopDomain }) => shopDomain))];
const scenarios = [];
console.log("equal / replayable / total");
for (const recording of recordings) {
  const scenario = await playRecording(recording);
  scenarios.push(scenario);
  for (const line of linesOf(scenario, values)) console.log(withoutShops(line, domains));
}
if (values.only === "" && values.recordings === RECORDINGS) {
  const { unlisted, untrue } = checkDifferenceList(scenarios, readDifferenceList());
  for (const name of unlisted) console.log(`Not listed in docs/dev-store.md: ${name}`);
  for (const name of untrue) console.log(`Listed in docs/dev-store.md and not so: ${name}`);
}
const all = figuresOf(scenarios.flatMap(({ results }) => results));
console.log(`\n${all.equal} of ${all.replayable} replayable interactions are equal; ${all.total - all.replayable} of ${all.total} cannot be replayed.`);
console.log(
  JSON.stringify({
    ...all,
    percent: all.replayable === 0 ? null : Math.floor((1000 * all.equal) / all.replayable) / 10,
    scenarios: Object.fromEntries(scenarios.map(({ file, results }) => [file, figuresOf(results)])),
    seconds: Math.round((performance.now() - startedMs) / 100) / 10,
    cores: os.availableParallelism(),
  }),
);
process.exit(isEnough(all) ? 0 : 1);
