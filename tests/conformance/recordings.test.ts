import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { checkDifferenceList, readDifferenceList } from "./difference-list.ts";
import { playRecording } from "./play.ts";
import type { ScenarioResult } from "./play.ts";
import { readRecordings } from "./recording.ts";
import { RECORDINGS } from "./recordings-folder.ts";
import { ENOUGH, figuresOf } from "./report.ts";

const isHere = existsSync(RECORDINGS);
const scenarios: ScenarioResult[] = [];
if (isHere) for (const recording of readRecordings(RECORDINGS)) scenarios.push(await playRecording(recording));

test.skipIf(!isHere)("the dev store answers as Shopify did (needs the recordings beside the project)", () => {
  const { equal, replayable } = figuresOf(scenarios.flatMap(({ results }) => results));
  expect(equal / replayable).toBeGreaterThanOrEqual(ENOUGH);
});

test.skipIf(!isHere)("every difference and everything that cannot be replayed is listed with its reason, and nothing else is", () => {
  expect(checkDifferenceList(scenarios, readDifferenceList())).toEqual({ unlisted: [], untrue: [] });
});

test("a reason is a sentence", () => {
  expect(readDifferenceList().filter(({ reason }) => reason.length < 20)).toEqual([]);
});
