/** The merchant's rules for giving units: the policy, the classes it serves by, and what is kept for channels. */
import { ALLOCATION_POLICIES } from "../domain/allocation.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { InventoryItemId, LocationId, ShopDomain } from "../domain/ids.ts";
import { checkText, checkUnits, found } from "../domain/input-checks.ts";
import { PRIORITY_CONDITIONS } from "../domain/priority-class.ts";
import type { PriorityRule } from "../domain/priority-class.ts";
import type { AllocationDesk, PlacedReserve } from "./ports/allocation.ts";
import type { Job, Jobs } from "./ports/jobs.ts";
import type { Database } from "./ports/transaction.ts";
import { inChunks } from "./record-orders.ts";

export interface AllocationDeps {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly desk: AllocationDesk;
}

export interface AllocationRulesInput {
  readonly policy: string;
  readonly priorityRules: readonly { readonly name: string; readonly level: number; readonly condition: string; readonly value: string }[];
  readonly reserves: readonly {
    readonly locationId: LocationId;
    readonly inventoryItemId: InventoryItemId | "";
    readonly channel: string;
    readonly units: number;
  }[];
}

const MOST_RULES = 50;
const MOST_RESERVES = 200;
const HIGHEST_LEVEL = 1000;
/** Items of one settle job. */
const ITEMS_PER_JOB = 100;
const COUNTRY = /^[A-Za-z]{2}$/;

/** Saves the rules and has every item settled whose queue they touch. Units that were given stay where they are. */
export async function saveAllocationRules(deps: AllocationDeps, { shop, rules }: { shop: ShopDomain; rules: AllocationRulesInput }): Promise<Outcome<null>> {
  const policy = ALLOCATION_POLICIES.find((known) => known === rules.policy);
  const typed = found([
    policy === undefined ? problem("policy_unknown", "policy") : null,
    rules.priorityRules.length > MOST_RULES ? problem("rules_too_many", "priorityRules", { rules: rules.priorityRules.length, most: MOST_RULES }) : null,
    rules.reserves.length > MOST_RESERVES ? problem("rules_too_many", "reserves", { rules: rules.reserves.length, most: MOST_RESERVES }) : null,
    ...rules.priorityRules.flatMap(checkRule),
    ...checkReserves(rules.reserves),
  ]);
  if (policy === undefined || typed.length > 0) return refused(...typed);
  const reserves = rules.reserves.map((reserve): PlacedReserve => ({ ...reserve, channel: reserve.channel.trim() }));
  return deps.database.transaction(async (tx) => {
    const unknown = await unknownPlaces(deps, tx, { shop, reserves });
    if (unknown.length > 0) return refused(...unknown);
    const items = await deps.desk.saveRules(tx, shop, { policy, priorityRules: rules.priorityRules.map(ruleOf), reserves });
    await deps.jobs.enqueue(
      tx,
      inChunks(items, ITEMS_PER_JOB).map((inventoryItemIds): Job => ({ name: "settle-items", shop, inventoryItemIds })),
    );
    return done(null);
  });
}

function checkRule({ name, level, condition, value }: AllocationRulesInput["priorityRules"][number], index: number): (Problem | null)[] {
  const field = (of: string) => `priorityRules.${index}.${of}`;
  const isLevel = Number.isInteger(level) && level >= 1 && level <= HIGHEST_LEVEL;
  return [
    checkText(name, field("name"), { isRequired: true }),
    isLevel ? null : problem("level_out_of_range", field("level"), { least: 1, most: HIGHEST_LEVEL }),
    PRIORITY_CONDITIONS.some((known) => known === condition) ? null : problem("condition_unknown", field("condition")),
    checkText(value, field("value"), { isRequired: true }),
    condition === "country" && value.trim() !== "" && !COUNTRY.test(value.trim()) ? problem("country_unreadable", field("value")) : null,
    condition === "order_value" && value.trim() !== "" && !isAmount(value) ? problem("amount_unreadable", field("value")) : null,
  ];
}

function isAmount(text: string): boolean {
  return /^\d{1,12}([.,]\d{1,2})?$/.test(text.trim());
}

function ruleOf({ name, level, condition, value }: AllocationRulesInput["priorityRules"][number]): PriorityRule {
  const text = value.trim();
  return { name: name.trim(), level, condition: condition as PriorityRule["condition"], value: condition === "order_value" ? text.replace(",", ".") : text }; // checked above
}

function checkReserves(reserves: AllocationRulesInput["reserves"]): (Problem | null)[] {
  const seen = new Set<string>();
  return reserves.flatMap(({ locationId, inventoryItemId, channel, units }, index) => {
    const key = `${locationId}/${inventoryItemId}/${channel.trim()}`;
    const isTwice = seen.has(key);
    seen.add(key);
    return [
      checkText(channel, `reserves.${index}.channel`, { isRequired: true }),
      checkUnits(units, `reserves.${index}.units`),
      isTwice ? problem("reserve_twice", `reserves.${index}.channel`) : null,
    ];
  });
}

async function unknownPlaces(
  deps: AllocationDeps,
  tx: Parameters<AllocationDesk["known"]>[0],
  { shop, reserves }: { shop: ShopDomain; reserves: readonly PlacedReserve[] },
): Promise<Problem[]> {
  if (reserves.length === 0) return [];
  const items = reserves.flatMap(({ inventoryItemId }) => (inventoryItemId === "" ? [] : [inventoryItemId]));
  const known = await deps.desk.known(tx, shop, { locationIds: reserves.map(({ locationId }) => locationId), inventoryItemIds: items });
  return reserves.flatMap(({ locationId, inventoryItemId }, index) => [
    ...(known.locationIds.has(locationId) ? [] : [problem("location_unknown", `reserves.${index}.locationId`)]),
    ...(inventoryItemId === "" || known.inventoryItemIds.has(inventoryItemId) ? [] : [problem("variant_unknown", `reserves.${index}.inventoryItemId`)]),
  ]);
}
