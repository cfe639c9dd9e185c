import type { Address, ShopProfile } from "../state/types.ts";

/** Values that REST payloads show in many places. */

export function price(cents: number): string {
  return (cents / 100).toFixed(2);
}

export function priceSet(cents: number, currencyCode: string): object {
  const amount = { amount: price(cents), currency_code: currencyCode };
  return { shop_money: amount, presentment_money: amount };
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, string>();
const HOUR_LENGTH = "2026-11-23T10".length;

/** A time with the shop's own offset, `2026-11-23T11:00:00+01:00`, as payloads write it. */
export function shopTime<T extends string | null>(utc: T, { ianaTimezone }: Pick<ShopProfile, "ianaTimezone">): T extends null ? null : string;
export function shopTime(utc: string | null, { ianaTimezone }: Pick<ShopProfile, "ianaTimezone">): string | null {
  if (utc === null) return null;
  const offset = offsetAt(utc, ianaTimezone);
  const sign = offset.startsWith("-") ? -1 : 1;
  const [hours = "0", minutes = "0"] = offset.slice(1).split(":");
  const shiftMs = sign * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return `${new Date(new Date(utc).getTime() + shiftMs).toISOString().slice(0, 19)}${offset}`;
}

function offsetAt(utc: string, timeZone: string): string {
  const key = `${timeZone}|${utc.slice(0, HOUR_LENGTH)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
    formatters.set(timeZone, formatter);
  }
  const name = formatter.formatToParts(new Date(utc)).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const offset = name === "GMT" ? "+00:00" : name.replace("GMT", "");
  offsets.set(key, offset);
  return offset;
}

export function restAddress(address: Address): Record<string, string | null> {
  return {
    first_name: address.firstName,
    last_name: address.lastName,
    name: `${address.firstName} ${address.lastName}`.trim(),
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    zip: address.zip,
    province: address.province,
    province_code: address.provinceCode,
    country: address.country,
    country_code: address.countryCode,
    phone: address.phone,
    latitude: null,
    longitude: null,
  };
}
