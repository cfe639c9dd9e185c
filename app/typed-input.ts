/**
 * What pages send, read into what use cases take. Only the shape is checked here; what a value must be is the use case's
 * to say, beside the field. A shape that no page of ours sends is answered 400.
 */
import { z } from "zod";

const MAX_BODY_CHARACTERS = 200_000;
const MAX_TEXT_CHARACTERS = 10_000;
const WRITTEN_NUMBER = /^-?\d{1,15}([.,]\d{1,10})?$/;

/** Text as typed. */
export const typedText = z.string().max(MAX_TEXT_CHARACTERS);

/** A number as typed; NaN for anything that is none, so that the use case can say so beside the field. */
export const typedNumber = typedText.transform((text) => readNumber(text));

/** As above; empty means none. */
export const typedNumberOrNone = typedText.transform((text) => (text.trim() === "" ? null : readNumber(text)));

/** An id that came from one of our pages; use cases look it up within the shop. */
export function typedId<Id extends string>() {
  return z
    .string()
    .max(255)
    .transform((text) => text as Id); // the lookup decides whether it exists
}

/** Throws a 400 response when the body is not what the page sends. */
export async function readInput<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.infer<Schema>> {
  const body = await request.text();
  const parsed = body.length > MAX_BODY_CHARACTERS ? null : schema.safeParse(parseJson(body));
  if (parsed === null || !parsed.success) throw new Response(null, { status: 400 });
  return parsed.data;
}

function readNumber(text: string): number {
  const trimmed = text.trim();
  return WRITTEN_NUMBER.test(trimmed) ? Number(trimmed.replace(",", ".")) : Number.NaN;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no shape of ours: the schema refuses it
  }
}
