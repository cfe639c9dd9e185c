/** The words of our mails by language, with their plurals and dates. */
import de from "../../locales/de/mail.json" with { type: "json" };
import en from "../../locales/en/mail.json" with { type: "json" };
import type { CalendarDate } from "../../domain/ids.ts";

export type MailTexts = typeof en;
type Language = "en" | "de";
export type Plural = Readonly<Record<"one" | "other", string>>;

const TEXTS: Readonly<Record<Language, MailTexts>> = { en, de };
// English months short and day first, as the storefront writes them: a customer compares the two.
const DATE_WORDS: Readonly<Record<Language, { locale: string; weekday: "short" | "long"; month: "short" | "long" }>> = {
  en: { locale: "en-US", weekday: "short", month: "short" },
  de: { locale: "de-DE", weekday: "long", month: "long" },
};

export interface Wording {
  readonly language: Language;
  readonly texts: MailTexts;
  /** "Wed 14 Oct 2026" */
  date(day: CalendarDate): string;
  /** The form for `count`, with `{count}` and the values filled in. */
  counted(forms: Plural, count: number, values?: Values): string;
}

export type Values = Readonly<Record<string, string>>;

/** The words for the first of the locales that we speak ("de-AT" is German), English else. */
export function wordingFor(locales: readonly string[]): Wording {
  const language = locales.map((locale) => locale.toLowerCase().split(/[-_]/)[0] ?? "").find(isSpoken) ?? "en";
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(DATE_WORDS[language].locale);
  return {
    language,
    texts: TEXTS[language],
    date: (day) => writeDate(day, language),
    counted: (forms, count, values = {}) => fill(plurals.select(count) === "one" ? forms.one : forms.other, { ...values, count: numbers.format(count) }),
  };
}

/** Puts values into "{name}" places. Throws when one is missing: half a sentence must not leave the house. */
export function fill(sentence: string, values: Values): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The mail text "${sentence}" needs a value for {${name}}.`);
    return value;
  });
}

function isSpoken(language: string): language is Language {
  return Object.hasOwn(TEXTS, language);
}

/** A calendar date is a day of the shop's calendar, not a moment: no time zone may move it. */
function writeDate(day: CalendarDate, language: Language): string {
  const { locale, weekday, month } = DATE_WORDS[language];
  const noon = new Date(`${day}T12:00:00Z`);
  const word = (field: Intl.DateTimeFormatOptions): string => noon.toLocaleDateString(locale, { ...field, timeZone: "UTC" });
  return fill(TEXTS[language].date, {
    weekday: word({ weekday }),
    day: String(noon.getUTCDate()),
    month: word({ month }),
    year: String(noon.getUTCFullYear()),
  });
}
