import type { Liquid } from "liquidjs";
import { Temporal } from "temporal-polyfill";

import { textOf } from "./ruby-values.ts";

/** The `date` filter with Ruby's `strftime`, in the shop's time zone and the page's language. */
export type DateSettings = { locale: string; ianaTimezone: string };

type Directive = (time: Temporal.ZonedDateTime, locale: string) => string | number;
/** How a directive is filled up to its width: `0`, a space, or not at all. */
type Padded = { fill: "0" | " "; width: number; read: Directive };

const HOURS_HALF_DAY = 12;

/** Shopify's named formats, for `date: format: "..."`. */
const NAMED_FORMATS: Readonly<Record<string, string>> = {
  abbreviated_date: "%b %d, %Y",
  basic: "%m/%d/%Y",
  date: "%B %d, %Y",
  date_at_time: "%B %d, %Y at %l:%M %P",
  default: "%A, %B %d, %Y at %l:%M %P %z",
  on_date: "on %b %d, %Y",
};

/** Directives that stand for others. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  r: "%I:%M:%S %p",
  T: "%H:%M:%S",
  v: "%e-%^b-%Y",
  X: "%H:%M:%S",
  x: "%m/%d/%y",
};

const NUMBERS: Readonly<Record<string, Padded>> = {
  C: { fill: "0", width: 2, read: ({ year }) => Math.floor(year / 100) },
  d: { fill: "0", width: 2, read: ({ day }) => day },
  e: { fill: " ", width: 2, read: ({ day }) => day },
  G: { fill: "0", width: 4, read: ({ yearOfWeek }) => yearOfWeek ?? 0 },
  g: { fill: "0", width: 2, read: ({ yearOfWeek = 0 }) => yearOfWeek % 100 },
  H: { fill: "0", width: 2, read: ({ hour }) => hour },
  I: { fill: "0", width: 2, read: ({ hour }) => hour % HOURS_HALF_DAY || HOURS_HALF_DAY },
  j: { fill: "0", width: 3, read: ({ dayOfYear }) => dayOfYear },
  k: { fill: " ", width: 2, read: ({ hour }) => hour },
  L: { fill: "0", width: 3, read: ({ millisecond }) => millisecond },
  l: { fill: " ", width: 2, read: ({ hour }) => hour % HOURS_HALF_DAY || HOURS_HALF_DAY },
  M: { fill: "0", width: 2, read: ({ minute }) => minute },
  m: { fill: "0", width: 2, read: ({ month }) => month },
  S: { fill: "0", width: 2, read: ({ second }) => second },
  s: { fill: "0", width: 1, read: ({ epochMilliseconds }) => Math.floor(epochMilliseconds / 1000) },
  U: { fill: "0", width: 2, read: (time) => weekOfYear(time, time.dayOfWeek % 7) },
  u: { fill: "0", width: 1, read: ({ dayOfWeek }) => dayOfWeek },
  V: { fill: "0", width: 2, read: ({ weekOfYear: week }) => week ?? 0 },
  W: { fill: "0", width: 2, read: (time) => weekOfYear(time, time.dayOfWeek - 1) },
  w: { fill: "0", width: 1, read: ({ dayOfWeek }) => dayOfWeek % 7 },
  Y: { fill: "0", width: 4, read: ({ year }) => year },
  y: { fill: "0", width: 2, read: ({ year }) => year % 100 },
};

const WORDS: Readonly<Record<string, Directive>> = {
  A: (time, locale) => time.toPlainDate().toLocaleString(locale, { weekday: "long" }),
  a: (time, locale) => time.toPlainDate().toLocaleString(locale, { weekday: "short" }),
  B: (time, locale) => monthName(time, locale, "long"),
  b: (time, locale) => monthName(time, locale, "short"),
  h: (time, locale) => monthName(time, locale, "short"),
  N: ({ millisecond }) => `${String(millisecond).padStart(3, "0")}000000`,
  n: () => "\n",
  P: ({ hour }) => (hour < HOURS_HALF_DAY ? "am" : "pm"),
  p: ({ hour }) => (hour < HOURS_HALF_DAY ? "AM" : "PM"),
  t: () => "\t",
  Z: (time) => zoneName(time),
  z: ({ offset }) => offset.replace(":", ""),
  "%": () => "%",
};

export function registerDates(liquid: Liquid, { locale, ianaTimezone }: DateSettings): void {
  liquid.registerFilter("date", (input: unknown, ...args: unknown[]) => {
    const format = formatOf(args);
    const time = format === "" ? null : timeOf(input, ianaTimezone);
    return time === null ? input : strftime(time, format, locale);
  });
  liquid.registerFilter("time_tag", (input: unknown, ...args: unknown[]) => {
    const time = timeOf(input, ianaTimezone);
    if (time === null) return input;
    const stamp = time.toInstant().toString({ fractionalSecondDigits: 0 });
    return `<time datetime="${stamp}">${strftime(time, formatOf(args) || (NAMED_FORMATS["default"] ?? ""), locale)}</time>`;
  });
}

/** Either a format of its own or the name of one, as in `date: format: "abbreviated_date"`. */
function formatOf(args: readonly unknown[]): string {
  const named = args.find((arg): arg is [string, unknown] => Array.isArray(arg) && arg[0] === "format");
  if (named !== undefined) return NAMED_FORMATS[textOf(named[1])] ?? textOf(named[1]);
  return textOf(args.find((arg) => !Array.isArray(arg)));
}

/** Reads what Ruby's `Time.parse` and Liquid read: "now", seconds, ISO times, English dates. Null: not a time. */
export function timeOf(input: unknown, ianaTimezone: string): Temporal.ZonedDateTime | null {
  if (input instanceof Date) return zoned(input.getTime(), ianaTimezone);
  if (typeof input === "number") return zoned(Math.floor(input) * 1000, ianaTimezone);
  if (typeof input !== "string" || input === "") return null;
  const text = input.trim().toLowerCase();
  if (text === "now" || text === "today") return zoned(Date.now(), ianaTimezone);
  if (/^\d+$/.test(text)) return zoned(Number(text) * 1000, ianaTimezone);
  const [, date = "", time = "", offset = ""] = /^(\d{4}-\d{2}-\d{2})(?:[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))? ?(z|utc|[+-]\d{2}:?\d{2})?$/.exec(text) ?? [];
  const hasOwnZone = offset !== "";
  const zone = offset === "utc" ? "Z" : offset.toUpperCase();
  const milliseconds = date === "" ? Date.parse(`${text} UTC`) : Date.parse(`${date}T${time === "" ? "00:00" : time}${hasOwnZone ? zone : "Z"}`);
  if (Number.isNaN(milliseconds)) return null;
  if (hasOwnZone) return zoned(milliseconds, ianaTimezone);
  // Without a zone of its own the text tells the time on the shop's wall.
  return zoned(milliseconds, "UTC").toPlainDateTime().toZonedDateTime(ianaTimezone);
}

function zoned(epochMilliseconds: number, ianaTimezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toZonedDateTimeISO(ianaTimezone);
}

/** Ruby's: `%-d` without filling, `%_d` with spaces, `%03d` to a width, `%^b` in capitals, `%:z` with a colon. */
export function strftime(time: Temporal.ZonedDateTime, format: string, locale: string): string {
  return format.replace(/%([-_0^#:]*)(\d*)([a-zA-Z%])/g, (directive, flags: string, width: string, letter: string) => {
    const shorthand = SHORTHANDS[letter];
    const text = shorthand === undefined ? oneDirective({ time, locale, flags, width, letter }) : strftime(time, shorthand, locale);
    if (text === null) return directive;
    return flags.includes("^") ? text.toUpperCase() : flags.includes("#") ? swapCase(text) : text;
  });
}

function oneDirective({
  time,
  locale,
  flags,
  width,
  letter,
}: {
  time: Temporal.ZonedDateTime;
  locale: string;
  flags: string;
  width: string;
  letter: string;
}): string | null {
  if (letter === "z" && flags.includes(":")) return time.offset;
  const number = NUMBERS[letter];
  if (number !== undefined) {
    const fill = flags.includes("_") ? " " : flags.includes("0") ? "0" : number.fill;
    const text = String(number.read(time, locale));
    return flags.includes("-") ? text : text.padStart(width === "" ? number.width : Number(width), fill);
  }
  const word = WORDS[letter];
  return word === undefined ? null : String(word(time, locale)).padStart(Number(width), flags.includes("0") ? "0" : " ");
}

/** `#` turns capitals round: AM becomes am, October becomes OCTOBER. */
function swapCase(text: string): string {
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}

/** English gives Ruby's three letters; other languages their own short names. */
function monthName(time: Temporal.ZonedDateTime, locale: string, month: "long" | "short"): string {
  return time.toPlainDate().toLocaleString(locale.startsWith("en") ? "en-US" : locale, { month });
}

/** Weeks since the first Sunday or Monday of the year; `daysSinceStart` counts from that weekday. */
function weekOfYear({ dayOfYear }: Temporal.ZonedDateTime, daysSinceStart: number): number {
  return Math.floor((dayOfYear + 6 - daysSinceStart) / 7);
}

function zoneName(time: Temporal.ZonedDateTime): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: time.timeZoneId, timeZoneName: "short" }).formatToParts(time.epochMilliseconds);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? time.offset;
}
