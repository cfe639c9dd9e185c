/**
 * The merchant's words. All of them live in `app/locales/<language>/admin*.json`; this file picks one, fills in the
 * numbers and writes days and moments. Months come from the locale files, not from Intl, because server and browser
 * ship different versions of its tables and the two must render the same text.
 *
 * Example: `t("backorders.unitsWaiting", { count: 2 })` is "2 units waiting".
 */
import shared from "../locales/en/admin.json" with { type: "json" };
import backorders from "../locales/en/admin-backorders.json" with { type: "json" };
import because from "../locales/en/because.json" with { type: "json" };
import home from "../locales/en/admin-home.json" with { type: "json" };
import problems from "../locales/en/problems.json" with { type: "json" };
import settings from "../locales/en/admin-settings.json" with { type: "json" };
import stage from "../locales/en/admin-stage.json" with { type: "json" };
import supply from "../locales/en/admin-supply.json" with { type: "json" };
import variants from "../locales/en/admin-variants.json" with { type: "json" };

const english = { ...shared, backorders, because, home, problems, settings, stage, supply, variants };

interface Plural {
  one?: string;
  other: string;
}

type KeyOf<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string | Plural ? Key : `${Key}.${KeyOf<Tree[Key]>}`;
}[keyof Tree & string];

/** A place in the locale files, e.g. "backorders.title". */
export type TextKey = KeyOf<typeof english>;
export type TextValues = Readonly<Record<string, string | number>>;

export interface AdminText {
  /** The text at `key` with its {{values}} filled in; `count` also chooses between singular and plural. */
  t(key: TextKey, values?: TextValues): string;
  /** "14 Oct", with the year when it is not this one. `day` is "YYYY-MM-DD". */
  day(day: string): string;
  /** The shop's day at a moment, "YYYY-MM-DD". */
  dayOf(moment: string): string;
  /** "14 Oct, 09:05" in the shop's time zone. `moment` is ISO 8601. */
  moment(moment: string): string;
  /** "1,204" */
  number(value: number): string;
}

export interface TextSetting {
  readonly timeZone: string;
  /** The shop's day, "YYYY-MM-DD". */
  readonly today: string;
}

export function createText({ timeZone, today }: TextSetting): AdminText {
  const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const t = (key: TextKey, values: TextValues = {}): string => fill(chooseForm(textAt(key), values), values, number);
  const day = (iso: string): string => {
    const [year = "", month = "", dayOfMonth = ""] = iso.split("-");
    const words = { day: String(Number(dayOfMonth)), month: t(`months.m${month}` as TextKey), year }; // months m01 to m12 exist: see admin.json
    return t(year === today.slice(0, 4) ? "formats.day" : "formats.dayWithYear", words);
  };
  const moment = (iso: string): string => {
    const parts = wallClock(iso, timeZone);
    return t("formats.moment", { day: day(parts.day), time: parts.time });
  };
  return { t, day, dayOf: (iso) => wallClock(iso, timeZone).day, moment, number };
}

function textAt(key: TextKey): string | Plural {
  let node: unknown = english;
  for (const step of key.split(".")) node = (node as Record<string, unknown>)[step]; // TextKey lists only paths that exist
  return node as string | Plural;
}

function chooseForm(text: string | Plural, { count }: TextValues): string {
  if (typeof text === "string") return text;
  return count === 1 ? (text.one ?? text.other) : text.other;
}

function fill(text: string, values: TextValues, number: (value: number) => string): string {
  return text.replace(/\{\{(\w+)\}\}/g, (gap, name: string) => {
    const value = values[name];
    if (value === undefined) return gap;
    return typeof value === "number" ? number(value) : value;
  });
}

function wallClock(iso: string, timeZone: string): { day: string; time: string } {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const parts = Object.fromEntries(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}
