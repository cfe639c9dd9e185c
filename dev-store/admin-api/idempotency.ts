import { createHash } from "node:crypto";
import { GraphQLError } from "graphql";

/**
 * `@idempotent(key:)`. The first call with a key runs; a repetition with the same arguments runs nothing and
 * answers from the records as they are now; the same key with other arguments is refused. A call that was wrong in
 * itself did nothing, so its key is free again. Keys are kept a day.
 */

export const IDEMPOTENT_MUTATIONS: ReadonlySet<string> = new Set([
  "inventoryActivate",
  "inventoryAdjustQuantities",
  "inventoryMoveQuantities",
  "inventorySetOnHandQuantities",
  "inventorySetQuantities",
  "inventoryShipmentAddItems",
  "inventoryShipmentCreate",
  "inventoryShipmentCreateInTransit",
  "inventoryShipmentReceive",
  "inventoryTransferCreate",
  "inventoryTransferCreateAsReadyToShip",
  "inventoryTransferDuplicate",
  "inventoryTransferSetItems",
  "locationActivate",
  "locationDeactivate",
  "refundCreate",
]);

const KEPT_MS = 24 * 60 * 60 * 1000;

type Remembered = { fingerprint: string; payload: unknown; atMs: number; failed: boolean };

export type IdempotentCall = { scope: string; key: string; root: string; args: unknown; nowMs: number; busyMs: number };

export class IdempotencyKeys {
  readonly #calls = new Map<string, Remembered>();

  /**
   * Runs the mutation once for its key. `refuse` makes the mutation's payload for a refusal with this code.
   */
  run<T>(call: IdempotentCall, { mutate, refuse }: { mutate: () => T; refuse: (code: string, message: string) => T }): T {
    this.#forgetOlderThan(call.nowMs - KEPT_MS);
    const name = `${call.scope}|${call.key}`;
    const fingerprint = fingerprintOf({ root: call.root, args: call.args });
    const known = this.#calls.get(name);
    if (known === undefined) return this.#first(name, fingerprint, call.nowMs, mutate);
    if (known.fingerprint !== fingerprint) {
      return refuse("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "The same idempotency key cannot be used with different operation parameters.");
    }
    if (call.nowMs < known.atMs + call.busyMs) return refuse("IDEMPOTENCY_CONCURRENT_REQUEST", "This request is currently in progress, please try again.");
    if (known.failed) {
      return refuse("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "A previous request with this idempotency key failed. Retry with a new idempotency key.");
    }
    // The fingerprint names the same mutation, whose payload has this shape.
    return known.payload as T;
  }

  #first<T>(name: string, fingerprint: string, atMs: number, mutate: () => T): T {
    const remembered: Remembered = { fingerprint, payload: null, atMs, failed: true };
    this.#calls.set(name, remembered);
    try {
      const payload = mutate();
      remembered.payload = payload;
      remembered.failed = false;
      return payload;
    } catch (error) {
      if (error instanceof GraphQLError) this.#calls.delete(name);
      throw error;
    }
  }

  #forgetOlderThan(limitMs: number): void {
    for (const [name, { atMs }] of this.#calls) {
      if (atMs >= limitMs) return;
      this.#calls.delete(name);
    }
  }
}

/** A hash of any JSON value that does not depend on the order of keys. */
export function fingerprintOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value, sortKeys)).digest("hex").slice(0, 32);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
