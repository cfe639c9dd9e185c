/**
 * Exact decimal arithmetic, as Ruby's BigDecimal does it for Liquid: 0.1 and 0.2 make 0.3, not 0.30000000000000004.
 * A value is `digits / 10^scale`; only division rounds, beyond what a float can show.
 */
export type Decimal = { digits: bigint; scale: number };

/** More digits than a double holds, so that the float made from a quotient is the nearest one. */
const QUOTIENT_DIGITS = 30;

/** Reads "12.50" or "-3e-7". The text must be a number. */
export function decimalOf(text: string): Decimal {
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

export function numberOf({ digits, scale }: Decimal): number {
  return Number(`${digits}e${-scale}`);
}

export function add(left: Decimal, right: Decimal): Decimal {
  const [one, other, scale] = alignedDigits(left, right);
  return { digits: one + other, scale };
}

export function subtract(left: Decimal, right: Decimal): Decimal {
  return add(left, { ...right, digits: -right.digits });
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, scale: left.scale + right.scale };
}

/** Throws on division by zero, in Liquid's words. */
export function divide(left: Decimal, right: Decimal): Decimal {
  if (right.digits === 0n) throw new Error("Liquid error: divided by 0");
  const [one, other] = alignedDigits(left, right);
  return { digits: (one * 10n ** BigInt(QUOTIENT_DIGITS)) / other, scale: QUOTIENT_DIGITS };
}

/** The remainder has the divisor's sign: -5 modulo 3 is 1. */
export function modulo(left: Decimal, right: Decimal): Decimal {
  if (right.digits === 0n) throw new Error("Liquid error: divided by 0");
  const [one, other, scale] = alignedDigits(left, right);
  return { digits: one - other * floorQuotient(one, other), scale };
}

/** Half a unit rounds away from zero: 2.5 becomes 3, -2.5 becomes -3. Negative places round tens and hundreds. */
export function roundTo({ digits, scale }: Decimal, places: number): Decimal {
  if (places >= scale) return { digits, scale };
  const unit = 10n ** BigInt(scale - places);
  const half = unit / 2n;
  const units = digits < 0n ? -((-digits + half) / unit) : (digits + half) / unit;
  return places >= 0 ? { digits: units, scale: places } : { digits: units * 10n ** BigInt(-places), scale: 0 };
}

/** The largest whole number that is not above the value. */
export function floorOf({ digits, scale }: Decimal): number {
  return Number(floorQuotient(digits, 10n ** BigInt(scale)));
}

/** Division of whole numbers that rounds down, as Ruby's does: -5 by 2 is -3. */
export function floorQuotient(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const hasRest = dividend % divisor !== 0n;
  return hasRest && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient;
}

function alignedDigits(left: Decimal, right: Decimal): [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [left.digits * 10n ** BigInt(scale - left.scale), right.digits * 10n ** BigInt(scale - right.scale), scale];
}
