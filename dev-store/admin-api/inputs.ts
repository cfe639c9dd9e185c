import { idOf } from "../state/gid.ts";
import type { Address, LineProperty } from "../state/types.ts";
import type { Args } from "./api-context.ts";
import { notImplemented } from "./api-error.ts";
import { centsOf } from "./views.ts";

/** Values that many mutations take. */

/** The record's number, 0 for an id of anything else: no record has that number, so it is not found. */
export function idIn(type: string, gid: unknown): number {
  return typeof gid === "string" ? (idOf(type, gid) ?? 0) : 0;
}

/** Refuses loudly what the dev store would silently ignore. */
export function requireUnderstood(root: string, input: Args, understood: readonly string[]): void {
  for (const [name, value] of Object.entries(input)) {
    if (value != null && !understood.includes(name)) throw notImplemented(`${root} with ${name}`);
  }
}

/** Codes of countries get their English names, as Shopify writes them. */
const COUNTRY_NAMES = new Intl.DisplayNames("en", { type: "region" });

export function addressFrom(input: Args): Address {
  const countryCode: string = input["countryCode"] ?? "";
  return {
    firstName: input["firstName"] ?? "",
    lastName: input["lastName"] ?? "",
    address1: input["address1"] ?? "",
    address2: input["address2"] ?? null,
    city: input["city"] ?? "",
    zip: input["zip"] ?? "",
    province: input["province"] ?? input["provinceCode"] ?? null,
    provinceCode: input["provinceCode"] ?? null,
    country: input["country"] ?? (countryCode === "" ? "" : (COUNTRY_NAMES.of(countryCode) ?? countryCode)),
    countryCode,
    phone: input["phone"] ?? null,
    company: input["company"] ?? null,
  };
}

export function attributesFrom(input: readonly Args[] | null | undefined): LineProperty[] {
  return (input ?? []).map(({ key, value }) => ({ name: key, value }));
}

/** Tags come as they are written: without the spaces around them, each once whatever its case. */
export function tagsFrom(tags: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const tag of tags.flatMap((text) => text.split(",")).map((text) => text.trim())) {
    if (tag !== "" && !seen.has(tag.toLowerCase())) seen.set(tag.toLowerCase(), tag);
  }
  return [...seen.values()].sort((one, other) => one.localeCompare(other, "en"));
}

/** The shop's money of a MoneyBagInput. */
export function bagCents(bag: Args | null | undefined): number {
  return centsOf(bag?.["shopMoney"]?.amount ?? 0);
}
