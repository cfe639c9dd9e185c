/**
 * `npm run eval:allocation`: how many promises each policy keeps, as a share of the most that anybody could have kept who knew
 * every order and every lot from the start (solved exactly). `-- --shops N --seed S`. Ends with 1 when keeping promises first
 * is more than 1 % from the optimum of a single decision, or no better than first come over weeks in which lots slip.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import { ALLOCATION_POLICIES } from "../../app/domain/allocation.ts";
import { comparePolicies, shareKept } from "./allocation-shares.ts";
import type { PolicyShares } from "./allocation-shares.ts";

const LEAST_OF_A_DECISION = 0.99;

const { values } = parseArgs({ options: { shops: { type: "string", default: "200" }, seed: { type: "string", default: "1" } } });
const shops = Number(values.shops);
const seed = Number(values.seed);
const { weeks, decision } = await comparePolicies({ shops, seed });

const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8);
console.log(`${"of the promises that could be kept, kept by".padEnd(46)}${ALLOCATION_POLICIES.map((policy) => policy.padStart(18)).join("")}`);
const row = (title: string, shares: PolicyShares) =>
  console.log(
    `${`${title} (${shares.possible} of ${shares.promised} possible)`.padEnd(46)}${ALLOCATION_POLICIES.map((policy) => percent(shareKept(shares, policy)).padStart(18)).join("")}`,
  );
row("one lot, enough for all", decision);
row("weeks of lots that slip", weeks);

const holds = shareKept(decision, "keep_promises") >= LEAST_OF_A_DECISION && shareKept(weeks, "keep_promises") > shareKept(weeks, "first_come");
console.log(JSON.stringify({ holds, shops, seed, decision, weeks, cores: os.availableParallelism() }));
if (!holds) process.exitCode = 1;
