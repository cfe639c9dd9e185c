/** What Shopify calls a user error: the request was understood and refused. */
export type UserError = { field: string[] | null; message: string; code: string | null };

export type Refusal = { ok: false; errors: UserError[] };

export type Outcome<T> = { ok: true; value: T } | Refusal;

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(field: string[] | null, message: string, code: string | null = null): Refusal {
  return { ok: false, errors: [{ field, message, code }] };
}
