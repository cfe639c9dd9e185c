/** What a mail says, sentence by sentence, before it gets its looks. Pure: facts in, words out. */
import type { CalendarDate } from "../../domain/ids.ts";
import type {
  AllocatedFacts,
  ConfirmedFacts,
  ConfirmedLine,
  MovedFacts,
  MovedLine,
  NoticeFacts,
  ShippedFacts,
  TakenBackFacts,
} from "../../domain/notice-facts.ts";
import type { NoticeOrder, NoticeShop } from "../../use-cases/ports/notices.ts";
import { fill, wordingFor, type Wording } from "./mail-texts.ts";

export interface Letter {
  readonly language: string;
  readonly subject: string;
  /** What a mailbox shows beside the subject. */
  readonly preview: string;
  readonly shopName: string;
  readonly orderName: string;
  readonly heading: string;
  readonly greeting: string;
  readonly intro: string;
  readonly lines: readonly LetterLine[];
  readonly hasNext: boolean;
  readonly nextTitle: string;
  readonly next: readonly string[];
  readonly button: { readonly label: string; readonly url: string } | null;
  readonly footer: readonly string[];
}

export interface LetterLine {
  readonly title: string;
  readonly units: string;
  readonly rows: readonly LetterRow[];
  readonly notes: readonly string[];
}

export interface LetterRow {
  readonly label: string;
  readonly value: string;
  /** A date that we stand by. */
  readonly isDate: boolean;
  /** A date that we no longer stand by. */
  readonly isOld: boolean;
  readonly isPlain: boolean;
}

/** Titles and names come from outside and may be of any length. */
const TITLE_CHARACTERS_LIMIT = 200;
const NAME_CHARACTERS_LIMIT = 80;

export function writeLetter({ facts, order, shop }: { facts: NoticeFacts; order: NoticeOrder; shop: NoticeShop }): Letter {
  const wording = wordingFor([order.locale, shop.locale]);
  const { texts } = wording;
  const names = { order: oneLine(order.name, NAME_CHARACTERS_LIMIT), shop: oneLine(shop.senderName || shop.name, NAME_CHARACTERS_LIMIT) };
  const said = bodyOf(facts, wording);
  const customer = oneLine(order.customerName ?? "", NAME_CHARACTERS_LIMIT);
  const statusPage = webAddress(order.statusPageUrl);
  return {
    ...said,
    language: wording.language,
    subject: fill(said.subject, names),
    shopName: names.shop,
    orderName: fill(texts.order, names),
    greeting: customer === "" ? texts.greeting_nameless : fill(texts.greeting, { name: customer }),
    hasNext: said.next.length > 0,
    nextTitle: texts.next,
    button: said.button ?? (statusPage === null ? null : { label: texts.view_order, url: statusPage }),
    footer: [texts.footer_reply, fill(texts.footer, names)],
  };
}

/** What the merchant gets who asks whether mail works. */
export function writeTestLetter(shop: NoticeShop): Letter {
  const { language, texts } = wordingFor([shop.locale]);
  const shopName = oneLine(shop.senderName || shop.name, NAME_CHARACTERS_LIMIT);
  const { subject, heading, intro } = texts.test;
  const nothing = { orderName: "", greeting: "", lines: [], hasNext: false, nextTitle: "", next: [], button: null, footer: [] };
  return { ...nothing, language, subject: fill(subject, { shop: shopName }), preview: intro, shopName, heading, intro };
}

type Body = Pick<Letter, "subject" | "preview" | "heading" | "intro" | "lines" | "next" | "button">;

function bodyOf(facts: NoticeFacts, wording: Wording): Body {
  switch (facts.kind) {
    case "confirmed":
      return confirmedBody(facts, wording);
    case "moved":
      return movedBody(facts, wording);
    case "allocated":
      return allocatedBody(facts, wording);
    case "taken_back":
      return takenBackBody(facts, wording);
    case "shipped":
      return shippedBody(facts, wording);
  }
}

function confirmedBody({ lines }: ConfirmedFacts, wording: Wording): Body {
  const { confirmed } = wording.texts;
  const isDated = lines.some((line) => line.shipBy !== null);
  const share = String(Math.floor(Math.min(...lines.map((line) => line.confidence)) * 10));
  return {
    subject: confirmed.subject,
    preview: confirmed.preview,
    heading: confirmed.heading,
    intro: wording.counted(confirmed.intro, sum(lines.map((line) => line.units))),
    lines: lines.map((line) => confirmedLine(line, wording)),
    next: [confirmed.next_place, ...(isDated ? [fill(confirmed.next_confidence, { share })] : []), confirmed.next_arrival, confirmed.next_rest],
    button: null,
  };
}

function confirmedLine(line: ConfirmedLine, wording: Wording): LetterLine {
  const { texts } = wording;
  const tranches = line.tranches.length > 1 ? line.tranches : [{ units: line.units, shipBy: line.shipBy }];
  const isWhole = tranches.length === 1;
  const label = ({ units, shipBy }: { units: number; shipBy: CalendarDate | null }): string => {
    if (isWhole) return shipBy === null ? texts.ships : texts.ships_by;
    return wording.counted(shipBy === null ? texts.some_ship : texts.some_ship_by, units);
  };
  return {
    ...titled(line, wording),
    rows: tranches.map((tranche) => dateRow(label(tranche), tranche.shipBy, wording)),
    notes: [...(line.differsFromPage && line.shipBy !== null ? [texts.confirmed.differs] : []), ...(line.shipBy === null ? [texts.confirmed.no_date] : [])],
  };
}

function movedBody({ lines }: MovedFacts, wording: Wording): Body {
  const { moved } = wording.texts;
  const isSooner = lines.every(({ shipByBefore, shipByAfter }) => shipByAfter !== null && (shipByBefore === null || shipByAfter < shipByBefore));
  return {
    subject: isSooner ? moved.subject_sooner : moved.subject_later,
    preview: moved.preview,
    heading: isSooner ? moved.heading_sooner : moved.heading_later,
    intro: isSooner ? moved.intro_sooner : moved.intro_later,
    lines: lines.map((line) => movedLine(line, wording)),
    next: isSooner ? [moved.next_place] : [moved.next_place, moved.next_reply],
    button: null,
  };
}

function movedLine(line: MovedLine, wording: Wording): LetterLine {
  const { moved, no_date } = wording.texts;
  const before = line.shipByBefore === null ? no_date : wording.date(line.shipByBefore);
  const reason = line.because[0];
  return {
    ...titled(line, wording),
    rows: [
      { label: moved.before, value: before, isDate: false, isOld: true, isPlain: false },
      dateRow(line.shipByAfter === null ? moved.after_none : moved.after, line.shipByAfter, wording),
    ],
    notes: [...(reason === undefined ? [] : [moved.because[reason]]), ...(line.shipByAfter === null ? [moved.no_date] : [])],
  };
}

function allocatedBody({ lines }: AllocatedFacts, wording: Wording): Body {
  const { allocated } = wording.texts;
  const isWaiting = lines.some((line) => line.unitsStillWaiting > 0);
  return {
    subject: allocated.subject,
    preview: allocated.preview,
    heading: allocated.heading,
    intro: wording.counted(allocated.intro, sum(lines.map((line) => line.units))),
    lines: lines.map((line) => ({
      ...titled(line, wording),
      rows: [],
      notes: [
        wording.counted(allocated.packing, line.units),
        ...(line.unitsStillWaiting > 0 ? [wording.counted(allocated.still_waiting, line.unitsStillWaiting)] : []),
      ],
    })),
    next: [allocated.next_shipped, ...(isWaiting ? [allocated.next_waiting] : [])],
    button: null,
  };
}

function takenBackBody({ lines }: TakenBackFacts, wording: Wording): Body {
  const { texts } = wording;
  return {
    subject: texts.taken_back.subject,
    preview: texts.taken_back.preview,
    heading: texts.taken_back.heading,
    intro: wording.counted(texts.taken_back.intro, sum(lines.map((line) => line.units))),
    lines: lines.map((line) => ({
      ...titled(line, wording),
      rows: [dateRow(line.shipBy === null ? texts.ships : texts.ships_by, line.shipBy, wording)],
      notes: [],
    })),
    next: [texts.taken_back.next_date, texts.moved.next_place, texts.moved.next_reply],
    button: null,
  };
}

function shippedBody({ lines, trackingNumber, trackingUrl }: ShippedFacts, wording: Wording): Body {
  const { shipped } = wording.texts;
  const url = webAddress(trackingUrl);
  const tracking = trackingNumber === null ? [] : [{ title: shipped.tracking, units: "", rows: [], notes: [oneLine(trackingNumber, NAME_CHARACTERS_LIMIT)] }];
  return {
    subject: shipped.subject,
    preview: shipped.preview,
    heading: shipped.heading,
    intro: shipped.intro,
    lines: [...lines.map((line) => ({ ...titled(line, wording), rows: [], notes: [] })), ...tracking],
    next: [],
    button: url === null ? null : { label: shipped.track, url },
  };
}

function titled({ title, units }: { title: string; units: number }, wording: Wording): Pick<LetterLine, "title" | "units"> {
  return { title: oneLine(title, TITLE_CHARACTERS_LIMIT), units: wording.counted(wording.texts.units, units) };
}

function dateRow(label: string, day: CalendarDate | null, wording: Wording): LetterRow {
  if (day === null) return plainRow(label, wording.texts.no_date);
  return { label, value: wording.date(day), isDate: true, isOld: false, isPlain: false };
}

function plainRow(label: string, value: string): LetterRow {
  return { label, value, isDate: false, isOld: false, isPlain: true };
}

/** Only web addresses become links: a `javascript:` address must not. */
function webAddress(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}

/** Text from outside as one line of bounded length. */
function oneLine(text: string, limit: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  const characters = [...line];
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join("")}…`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
