/** What Shopify calls a user error: the request was understood and refused. */
export type UserError = { field: string[] | null; message: string; code: string | null };

export type Outcome<T> = { ok: true; value: T } | { ok: false; errors: UserError[] };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(field: string[] | null, message: string, code: string | null = null): { ok: false; errors: UserError[] } {
  return { ok: false, errors: [{ field, message, code }] };
}
