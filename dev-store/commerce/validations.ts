import type { Validation } from "../state/app-record-types.ts";
import { metafieldKey } from "../state/metafields.ts";
import type { ShopState } from "../state/types.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";

/**
 * Rules of the checkout that an app brings as a function. A checkout asks every enabled one; an error from any refuses the
 * order. Which functions there are and how they run is the runner's: Shopify compiles them, we are given one.
 */

/** Shopify runs at most so many in a shop. */
const MAX_ENABLED = 25;
const KEPT_FAILURES = 20;

/** One error of a function: `$.cart` or `$.cart.lines[0].quantity` and what to tell the buyer. */
export type FunctionError = { message: string; target: string };

/** Runs an app's function by its handle. Throws when the function fails. */
export type FunctionRunner = {
  handles: () => string[];
  run: (handle: string, input: FunctionInput) => FunctionError[];
};

export type FunctionInput = {
  buyerJourney: { step: "CART_INTERACTION" | "CHECKOUT_COMPLETION" | "CHECKOUT_INTERACTION" };
  cart: {
    buyerIdentity: { email: string | null; countryCode: string | null; isAuthenticated: boolean };
    attributes: { key: string; value: string }[];
    lines: { quantity: number; variantId: number | null; sellingPlanId: number | null; attributes: { key: string; value: string }[] }[];
  };
  localization: { languageIsoCode: string; countryIsoCode: string };
  /** Of the validation itself, by `namespace.key`. */
  validation: { metafield: (namespace: string, key: string) => string | null };
  /** Of a variant, as the function's input query would ask for them. */
  variantMetafield: (variantId: number, namespace: string, key: string) => string | null;
};

/** No function is installed: nothing is refused. */
export const NO_FUNCTIONS: FunctionRunner = { handles: () => [], run: () => [] };

const runners = new WeakMap<object, FunctionRunner>();

/** Installs the functions that validations of the store run. */
export function installFunctions({ store }: Pick<ShopContext, "store">, runner: FunctionRunner): void {
  runners.set(store, runner);
}

export function functionsOf({ store }: Pick<ShopContext, "store">): FunctionRunner {
  return runners.get(store) ?? NO_FUNCTIONS;
}

type Wanted = Pick<Validation, "apiKey" | "blockOnFailure" | "functionHandle" | "isEnabled"> & { title: string | null };

export function createValidation(context: ShopContext, { title, ...wanted }: Wanted): Outcome<Validation> {
  if (!functionsOf(context).handles().includes(wanted.functionHandle)) {
    const message = `Function ${wanted.functionHandle} not found. Ensure that it is released in the current app (${wanted.apiKey}), and that the app is installed.`;
    return refused(["validation", "functionHandle"], message, "NOT_FOUND");
  }
  const tooMany = wanted.isEnabled ? limitErrors(context.shop) : [];
  if (tooMany.length > 0) return { ok: false, errors: tooMany };
  const validation: Validation = { ...wanted, id: takeId(context), title: title ?? wanted.functionHandle, failures: [] };
  context.shop.validations.set(validation.id, validation);
  return done(validation);
}

export function updateValidation(
  context: ShopContext,
  validation: Validation,
  { title, isEnabled, blockOnFailure }: Pick<Validation, "blockOnFailure" | "isEnabled"> & { title: string | null },
): Outcome<Validation> {
  const tooMany = isEnabled && !validation.isEnabled ? limitErrors(context.shop) : [];
  if (tooMany.length > 0) return { ok: false, errors: tooMany };
  validation.isEnabled = isEnabled;
  validation.blockOnFailure = blockOnFailure;
  if (title !== null) validation.title = title;
  return done(validation);
}

export function deleteValidation({ shop }: ShopContext, { id }: Validation): void {
  shop.validations.delete(id);
  for (const [key, { ownerGid }] of shop.metafields) if (ownerGid === `gid://shopify/Validation/${id}`) shop.metafields.delete(key);
}

function limitErrors(shop: ShopState): UserError[] {
  const enabled = [...shop.validations.values()].filter(({ isEnabled }) => isEnabled).length;
  if (enabled < MAX_ENABLED) return [];
  return refused(["validation", "enable"], `Cannot have more than ${MAX_ENABLED} active validation functions.`, "MAX_VALIDATIONS_ACTIVATED").errors;
}

/** What the enabled validations have against the cart. A function that fails stops the checkout only where it is set to. */
export function validationErrors(context: ShopContext, cart: Pick<FunctionInput, "buyerJourney" | "cart" | "localization">): UserError[] {
  const errors: UserError[] = [];
  const { shop } = context;
  for (const validation of shop.validations.values()) {
    if (!validation.isEnabled) continue;
    const valueOf = (ownerGid: string, namespace: string, key: string): string | null =>
      shop.metafields.get(metafieldKey(ownerGid, namespace, key))?.value ?? null;
    const input: FunctionInput = {
      ...cart,
      validation: { metafield: (namespace, key) => valueOf(`gid://shopify/Validation/${validation.id}`, namespace, key) },
      variantMetafield: (variantId, namespace, key) => valueOf(`gid://shopify/ProductVariant/${variantId}`, namespace, key),
    };
    errors.push(...run(context, validation, input));
  }
  return errors;
}

function run(context: ShopContext, validation: Validation, input: FunctionInput): UserError[] {
  try {
    const found = functionsOf(context).run(validation.functionHandle, input);
    return found.map(({ message, target }) => ({ field: [target], message, code: "VALIDATION_CUSTOM" }));
  } catch (error) {
    // The function is the app's: its failure is an event of the shop, kept where the app can read it, and never ours.
    const message = error instanceof Error ? error.message : String(error);
    validation.failures = [...validation.failures, { at: timestamp(context), message }].slice(-KEPT_FAILURES);
    if (!validation.blockOnFailure) return [];
    return [{ field: null, message: "There was a problem with our checkout. Please contact us or try again later.", code: "VALIDATION_FAILED" }];
  }
}
