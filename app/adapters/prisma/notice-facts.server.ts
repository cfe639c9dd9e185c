/** Reads `notice.facts` back into what was decided. */
import { z } from "zod";
import type { CalendarDate, LineItemId, NoticeId, OrderId } from "../../domain/ids.ts";
import { MOVE_REASONS, type NoticeFacts } from "../../domain/notice-facts.ts";

// Our own rows: the brands were true when they were written.
const lineItemId = z.string().transform((id) => id as LineItemId);
const orderId = z.string().transform((id) => id as OrderId);
const date = z.iso.date().transform((text) => text as CalendarDate);

const line = { lineItemId, title: z.string(), units: z.int().min(1) };
const lines = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(z.object(shape)).min(1);

const facts = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("confirmed"),
    orderId,
    lines: lines({
      ...line,
      sku: z.string(),
      tranches: z.array(z.object({ units: z.int().min(1), shipBy: date.nullable() })),
      shipBy: date.nullable(),
      differsFromPage: z.boolean(),
      confidence: z.number().gt(0).lt(1),
    }),
  }),
  z.object({
    kind: z.literal("moved"),
    orderId,
    // A reason that a newer version of the app wrote is still a reason.
    lines: lines({ ...line, shipByBefore: date.nullable(), shipByAfter: date.nullable(), because: z.array(z.enum(MOVE_REASONS).catch("estimate_changed")) }),
  }),
  z.object({ kind: z.literal("allocated"), orderId, lines: lines({ ...line, unitsStillWaiting: z.int().min(0) }) }),
  z.object({ kind: z.literal("taken_back"), orderId, lines: lines({ ...line, shipBy: date.nullable() }) }),
  z.object({
    kind: z.literal("shipped"),
    orderId,
    fulfillmentId: z.string(),
    lines: lines(line),
    trackingNumber: z.string().nullable(),
    trackingUrl: z.string().nullable(),
  }),
]);

/** Throws an error that names the notice and the field when a row says something that no mail can state. */
export function parseNoticeFacts(noticeId: NoticeId, kind: string, saved: unknown): NoticeFacts {
  const parsed = facts.safeParse({ ...(saved as object), kind }); // a jsonb object; anything else fails the check
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new Error(`Notice ${noticeId} of kind ${kind} cannot be written: ${complaints}`);
}
