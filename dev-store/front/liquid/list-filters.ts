import type { Liquid } from "liquidjs";

import { isEqual, isTrue, listOf, propertyOf, textOf } from "./ruby-values.ts";

/** Liquid's filters of lists, as Ruby computes them: nil sorts last, a hash is one element, lists in lists are flattened. */
export function registerLists(liquid: Liquid): void {
  registerPicking(liquid);
  registerOrdering(liquid);
  registerShaping(liquid);
}

function registerPicking(liquid: Liquid): void {
  const matching = (input: unknown, args: readonly unknown[]) => {
    const isMatch = matcherOf(args);
    return { list: listOf(input), isMatch };
  };
  liquid.registerFilter("where", (input: unknown, ...args: unknown[]) => {
    const { list, isMatch } = matching(input, args);
    return list.filter(isMatch);
  });
  liquid.registerFilter("reject", (input: unknown, ...args: unknown[]) => {
    const { list, isMatch } = matching(input, args);
    return list.filter((item) => !isMatch(item));
  });
  liquid.registerFilter("find", (input: unknown, ...args: unknown[]) => {
    const { list, isMatch } = matching(input, args);
    return list.find(isMatch);
  });
  liquid.registerFilter("find_index", (input: unknown, ...args: unknown[]) => {
    const { list, isMatch } = matching(input, args);
    const index = list.findIndex(isMatch);
    return index === -1 ? undefined : index;
  });
  liquid.registerFilter("has", (input: unknown, ...args: unknown[]) => {
    const { list, isMatch } = matching(input, args);
    return list.some(isMatch);
  });
  liquid.registerFilter("first", (input: unknown) => (Array.isArray(input) ? (input[0] as unknown) : undefined));
  liquid.registerFilter("last", (input: unknown) => (Array.isArray(input) ? (input.at(-1) as unknown) : undefined));
}

/** With a value, its equal; without one, whatever is true. */
function matcherOf([property, wanted]: readonly unknown[]): (item: unknown) => boolean {
  const name = textOf(property);
  if (wanted === undefined || wanted === null) return (item) => isTrue(propertyOf(item, name));
  return (item) => isEqual(propertyOf(item, name), wanted);
}

function registerOrdering(liquid: Liquid): void {
  const sorted = (input: unknown, property: unknown, compare: (left: unknown, right: unknown) => number): unknown[] => {
    const name = isTrue(property) ? textOf(property) : null;
    const valueOf = (item: unknown) => (name === null ? item : propertyOf(item, name));
    return listOf(input).sort((left, right) => compare(valueOf(left), valueOf(right)));
  };
  liquid.registerFilter("sort", (input: unknown, property: unknown) => sorted(input, property, compare));
  liquid.registerFilter("sort_natural", (input: unknown, property: unknown) => sorted(input, property, compareText));
  liquid.registerFilter("reverse", (input: unknown) => listOf(input).reverse());
}

function compare(left: unknown, right: unknown): number {
  const absent = nilLast(left, right);
  if (absent !== null) return absent;
  const [one, other] = [ordered(left), ordered(right)];
  if (typeof one !== typeof other) throw new Error("Liquid error: cannot sort values of incompatible types");
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Without regard to the case of ASCII letters. */
function compareText(left: unknown, right: unknown): number {
  const absent = nilLast(left, right);
  if (absent !== null) return absent;
  const [one, other] = [textOf(left).toLowerCase(), textOf(right).toLowerCase()];
  return one < other ? -1 : one > other ? 1 : 0;
}

function nilLast(left: unknown, right: unknown): number | null {
  const [noLeft, noRight] = [left === null || left === undefined, right === null || right === undefined];
  if (noLeft && noRight) return 0;
  return noLeft ? 1 : noRight ? -1 : null;
}

function ordered(value: unknown): string | number {
  if (typeof value === "string" || typeof value === "number") return value;
  const own: unknown = typeof value === "object" && value !== null ? value.valueOf() : value;
  if (typeof own === "number" || typeof own === "string") return own;
  throw new Error("Liquid error: cannot sort values of incompatible types");
}

function registerShaping(liquid: Liquid): void {
  liquid.registerFilter("map", (input: unknown, property: unknown) => listOf(input).map((item) => propertyOf(item, textOf(property)) ?? null));
  liquid.registerFilter("join", (input: unknown, glue: unknown = " ") => listOf(input).map(textOf).join(textOf(glue)));
  liquid.registerFilter("compact", (input: unknown, property: unknown) =>
    listOf(input).filter((item) => (isTrue(property) ? propertyOf(item, textOf(property)) : item) != null),
  );
  liquid.registerFilter("uniq", (input: unknown, property: unknown) => {
    const valueOf = (item: unknown) => (isTrue(property) ? propertyOf(item, textOf(property)) : item);
    const kept: unknown[] = [];
    for (const item of listOf(input)) if (!kept.some((known) => isEqual(valueOf(known), valueOf(item)))) kept.push(item);
    return kept;
  });
  liquid.registerFilter("concat", (input: unknown, other: unknown) => {
    if (!Array.isArray(other)) throw new Error("Liquid error: concat filter requires an array argument");
    return [...listOf(input), ...listOf(other)];
  });
  liquid.registerFilter("size", sizeOf);
  liquid.registerFilter("default", (input: unknown, fallback: unknown = "", ...options: unknown[]) => {
    const allowsFalse = [fallback, ...options].some((option) => Array.isArray(option) && option[0] === "allow_false" && isTrue(option[1]));
    const isMissing = allowsFalse ? input === null || input === undefined : !isTrue(input);
    return isMissing || isEmpty(input) ? (Array.isArray(fallback) && fallback[0] === "allow_false" ? "" : fallback) : input;
  });
}

function sizeOf(input: unknown): number {
  if (typeof input === "string") return [...input].length;
  if (Array.isArray(input)) return input.length;
  return typeof input === "object" && input !== null ? Object.keys(input).length : 0;
}

function isEmpty(value: unknown): boolean {
  if (value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0;
}
