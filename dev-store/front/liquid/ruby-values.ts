import { Drop } from "liquidjs";

/**
 * Values as Ruby sees them. JavaScript has one kind of number; Ruby prints the whole number 2 as "2" and the float 2
 * as "2.0". A number with a fraction is a float by itself; a float without one is a `RubyFloat`.
 */
export class RubyFloat extends Drop {
  private readonly value: number;

  constructor(value: number) {
    super();
    this.value = value;
  }

  /** Comparisons and loops read it as the number that it is. */
  override valueOf(): number {
    return this.value;
  }
}

/** The range of plain decimals in Ruby; beyond it floats are printed with an exponent. */
const SMALLEST_PLAIN = 1e-4;
const LARGEST_PLAIN = 1e16;

export function isFloat(value: unknown): value is number | RubyFloat {
  return value instanceof RubyFloat || (typeof value === "number" && !Number.isInteger(value));
}

/** What `{{ value }}` prints. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(textOf).join("");
  return scalarText(value);
}

/** Ruby's `to_s` of anything but nil and arrays: a hash prints as it is written in Ruby. */
function scalarText(value: unknown): string {
  if (value instanceof RubyFloat) return floatText(value.valueOf());
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatText(value);
  if (value instanceof Date) return rubyTime(value);
  if (value instanceof Drop) return textOf(value.valueOf());
  return typeof value === "object" ? inspect(value) : String(value);
}

/** Ruby's `inspect`, by which a hash and what is in it are printed: `{"a"=>[1, nil]}`. */
export function inspect(value: unknown): string {
  if (value === null || value === undefined) return "nil";
  if (typeof value === "string") return JSON.stringify(value).replace(/#(?=[{$@])/g, "\\#");
  if (Array.isArray(value)) return `[${value.map(inspect).join(", ")}]`;
  if (typeof value !== "object" || value instanceof Drop || value instanceof Date) return scalarText(value);
  const pairs = Object.entries(value).map(([key, held]) => `${inspect(key)}=>${inspect(held)}`);
  return `{${pairs.join(", ")}}`;
}

export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  const size = Math.abs(value);
  if (size !== 0 && (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN)) {
    const [mantissa = "", exponent = ""] = value.toExponential().split("e");
    const [, sign = "+", digits = ""] = /^([+-])(\d+)$/.exec(exponent) ?? [];
    return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${sign}${digits.padStart(2, "0")}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** `2026-10-14 08:00:00 UTC`. */
function rubyTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Of a whole number in text or number; Liquid refuses anything else where it needs one. */
export function integerOf(value: unknown): number {
  const text = textOf(value).trim();
  if (!/^[+-]?\d+$/.test(text)) throw new Error("Liquid error: invalid integer");
  return Number(text);
}

/** Anything as the list that an array filter works on: nil is empty, a hash is one element, lists are flattened. */
export function listOf(value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flat(Infinity) as unknown[]; // flat() of unknown[] is any[]
  return [value];
}

/** `value[property]` of a hash or a drop; nil of anything else. */
export function propertyOf(value: unknown, property: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, property)) return undefined;
  // Own, so it is a key of this object; its type is not known.
  return (value as Record<string, unknown>)[property];
}

/** In Ruby only nil and false are not true: 0 and "" are. */
export function isTrue(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false;
}

/** Ruby's `==`: numbers by value, lists and hashes by what they hold. */
export function isEqual(left: unknown, right: unknown): boolean {
  const [one, other] = [plain(left), plain(right)];
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((item, place) => isEqual(item, other[place]));
  return false;
}

function plain(value: unknown): unknown {
  const own: unknown = value instanceof Drop ? value.valueOf() : value;
  return own === undefined ? null : own;
}
