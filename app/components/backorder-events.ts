/**
 * What happened to a line, newest first: facts from Shopify, units given and taken, promises, messages, holds and the
 * supplier's moves, each as one sentence.
 */
import type { AdminText, TextKey } from "./admin-text.ts";

export interface LineEvents {
  readonly line: { readonly orderName: string; readonly placedAt: string; readonly cancelledAt: string | null };
  readonly history: readonly HistoryEvent[];
  readonly allocations: readonly AllocationEvent[];
  readonly promises: readonly PromiseEvent[];
  readonly notices: readonly NoticeEvent[];
  readonly holds: readonly { readonly handle: string; readonly createdAt: string; readonly releasedAt: string | null }[];
  readonly deadlineChanges: readonly DeadlineEvent[];
  readonly moves: readonly MoveEvent[];
  readonly shipChanges: readonly ShipEvent[];
  readonly overrides: readonly OverrideEvent[];
}

interface OverrideEvent {
  readonly overrideId: number;
  readonly at: string;
  readonly units: number;
  /** null: not applied yet. */
  readonly unitsGiven: number | null;
  readonly reason: string;
}

interface HistoryEvent {
  readonly historyId: number;
  readonly at: string;
  readonly cause: string;
  readonly unitsOrdered: number;
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  readonly settlementId: number | null;
}

interface AllocationEvent {
  readonly settlementId: number;
  readonly at: string;
  readonly units: number;
  readonly rule: string;
  readonly sentence: string;
}

interface MoveEvent {
  readonly settlementId: number;
  readonly at: string;
  readonly state: string;
  readonly reason: string | null;
  readonly units: number;
  readonly sentence: string;
}

interface ShipEvent {
  readonly changeId: number;
  readonly at: string;
  readonly after: string;
  readonly actor: string;
}

interface PromiseEvent {
  readonly seq: number;
  readonly at: string;
  readonly shipBy: string | null;
  readonly origin: string;
}

interface NoticeEvent {
  readonly noticeId: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
}

interface DeadlineEvent {
  readonly changeId: number;
  readonly at: string;
  readonly number: string;
  readonly deadlineBefore: string | null;
  readonly deadlineAfter: string | null;
  readonly reason: string;
}

export interface TimelineEvent {
  readonly id: string;
  readonly at: string;
  readonly title: string;
  readonly detail: string;
  readonly tone: "plain" | "good" | "bad";
}

const HISTORY_TEXTS: Readonly<Record<string, TextKey>> = {
  ordered: "backorders.event.ordered",
  edited: "backorders.event.edited",
  fulfilled: "backorders.event.fulfilled",
  cancelled: "backorders.event.cancelled",
  moved: "backorders.event.moved",
  allocated: "backorders.event.allocated",
  lifted: "backorders.event.lifted",
  eligibility: "backorders.event.eligibility",
};

export function timelineOf(events: LineEvents, text: AdminText): TimelineEvent[] {
  const told = [
    ...orderEvents(events.line, text),
    ...historyEvents(events, text),
    ...events.allocations.map((allocation) => allocationEvent(allocation, text)),
    ...events.promises.map((promise) => promiseEvent(promise, text)),
    ...events.notices.map((notice) => noticeEvent(notice, text)),
    ...events.holds.flatMap((hold) => holdEvents(hold, text)),
    ...events.overrides.map((override) => overrideEvent(override, text)),
    ...events.deadlineChanges.map((change) => deadlineEvent(change, text)),
    ...events.moves.map((move) => moveEvent(move, text)),
    ...events.shipChanges.map((change) => shipEvent(change, text)),
  ];
  return told.sort((one, other) => (one.at === other.at ? compare(other.id, one.id) : compare(other.at, one.at)));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function orderEvents({ orderName, placedAt, cancelledAt }: LineEvents["line"], { t }: AdminText): TimelineEvent[] {
  const placed = plain("order-placed", placedAt, t("backorders.event.orderPlaced", { order: orderName }));
  return cancelledAt === null ? [placed] : [placed, plain("order-cancelled", cancelledAt, t("backorders.event.orderCancelled", { order: orderName }))];
}

/** A settlement's units are told by its allocation, which also says why; the history row would repeat it. */
function historyEvents({ history, allocations }: LineEvents, { t }: AdminText): TimelineEvent[] {
  const settled = new Set(allocations.map(({ settlementId }) => settlementId));
  return history
    .filter(({ settlementId }) => settlementId === null || !settled.has(settlementId))
    .map((change) => {
      const key = HISTORY_TEXTS[change.cause];
      const units = t("formats.units", { count: unitsOf(change) });
      return plain(`history-${pad(change.historyId)}`, change.at, key === undefined ? change.cause : t(key, { units }));
    });
}

function unitsOf({ cause, unitsOrdered, unitsFulfilled, unitsRemoved }: HistoryEvent): number {
  if (cause === "fulfilled") return unitsFulfilled;
  if (cause === "cancelled") return unitsRemoved;
  return unitsOrdered - unitsRemoved;
}

const LOAN_RULES = ["borrowed", "lent", "repaid"] as const;
const MOVE_ENDS = ["left_origin", "held_elsewhere", "in_progress", "bound_to_place", "not_movable", "shopify_refused", "unanswered", "switched_off"] as const;

/** A move that ended without arriving says why, in Shopify's words where it had some. */
function moveEvent({ settlementId, at, state, reason, units, sentence }: MoveEvent, { t }: AdminText): TimelineEvent {
  const isEnded = state === "refused" || state === "stale";
  const [code, ...words] = (reason ?? "").split(": ");
  const known = MOVE_ENDS.find((end) => end === code);
  const why = known === undefined ? "" : [t(`backorders.moveEnd.${known}`), words.join(": ")].filter((part) => part !== "").join(" ");
  const title = t(isEnded ? "backorders.event.moveEnded" : "backorders.event.moveOut", { units: t("formats.units", { count: units }) });
  return { id: `move-${pad(settlementId)}`, at, title, detail: isEnded ? why : sentence, tone: isEnded ? "bad" : "plain" };
}

function shipEvent({ changeId, at, after, actor }: ShipEvent, { t }: AdminText): TimelineEvent {
  return { ...plain(`ship-${pad(changeId)}`, at, t(after === "together" ? "backorders.event.shipsTogether" : "backorders.event.shipsAsReady")), detail: actor };
}

function allocationEvent({ settlementId, at, units, rule, sentence }: AllocationEvent, { t }: AdminText): TimelineEvent {
  const isGift = units > 0;
  const loan = LOAN_RULES.find((known) => known === rule);
  const title = t(loan !== undefined ? `backorders.event.${loan}` : isGift ? "backorders.event.allocated" : "backorders.event.lifted", {
    units: t("formats.units", { count: Math.abs(units) }),
  });
  return { id: `settlement-${pad(settlementId)}`, at, title, detail: sentence, tone: isGift ? "good" : "bad" };
}

const PROMISE_ORIGINS = ["shown", "inferred", "added", "moved"] as const;

function promiseEvent({ seq, at, shipBy, origin }: PromiseEvent, { t, day }: AdminText): TimelineEvent {
  const known = PROMISE_ORIGINS.find((name) => name === origin) ?? "inferred";
  const title = shipBy === null ? t(`backorders.promise.originUndated.${known}`) : t(`backorders.promise.origin.${known}`, { date: day(shipBy) });
  return { id: `promise-${pad(seq)}`, at, title, detail: "", tone: known === "moved" ? "bad" : "plain" };
}

const NOTICE_KINDS = ["confirmed", "moved", "allocated", "taken_back", "shipped"] as const;
const NOTICE_STATES = ["owed", "sending", "sent", "uncertain", "withheld"] as const;

function noticeEvent({ noticeId, kind, state, reason, createdAt, sentAt }: NoticeEvent, text: AdminText): TimelineEvent {
  const title = `${noticeKind(kind, text)}: ${noticeState(state, text)}`;
  return { id: `notice-${noticeId}`, at: sentAt ?? createdAt, title, detail: reason ?? "", tone: state === "uncertain" ? "bad" : "plain" };
}

/** What a message is about, in words. */
export function noticeKind(kind: string, { t }: AdminText): string {
  const known = NOTICE_KINDS.find((name) => name === kind);
  return known === undefined ? kind : t(`backorders.notice.kind.${known}`);
}

export function noticeState(state: string, { t }: AdminText): string {
  const known = NOTICE_STATES.find((name) => name === state);
  return known === undefined ? state : t(`backorders.notice.state.${known}`);
}

function holdEvents({ handle, createdAt, releasedAt }: LineEvents["holds"][number], { t }: AdminText): TimelineEvent[] {
  const placed = plain(`hold-${handle}-1`, createdAt, t("backorders.event.holdPlaced"));
  return releasedAt === null ? [placed] : [placed, plain(`hold-${handle}-2`, releasedAt, t("backorders.event.holdReleased"))];
}

function deadlineEvent({ changeId, at, number, deadlineBefore, deadlineAfter, reason }: DeadlineEvent, { t, day }: AdminText): TimelineEvent {
  const before = deadlineBefore === null ? "" : day(deadlineBefore);
  const after = deadlineAfter === null ? "" : day(deadlineAfter);
  const key = deadlineAfter === null ? "backorders.event.deadlineGone" : deadlineBefore === null ? "backorders.event.deadlineSet" : "backorders.event.deadline";
  return { ...plain(`deadline-${pad(changeId)}`, at, t(key, { number, before, after })), detail: reason };
}

/** What was decided by hand, and what could not be had of it. */
function overrideEvent({ overrideId, at, units, unitsGiven, reason }: OverrideEvent, { t }: AdminText): TimelineEvent {
  const key = unitsGiven === null ? "backorders.event.givePending" : unitsGiven < units ? "backorders.event.giveShort" : "backorders.event.given";
  const title = t(key, { units: t("formats.units", { count: units }), given: unitsGiven ?? 0 });
  return { id: `override-${pad(overrideId)}`, at, title, detail: reason, tone: unitsGiven !== null && unitsGiven < units ? "bad" : "plain" };
}

function plain(id: string, at: string, title: string): TimelineEvent {
  return { id, at, title, detail: "", tone: "plain" };
}

/** Numbers sort as text when they are equally long. */
function pad(number: number): string {
  return String(number).padStart(12, "0");
}
