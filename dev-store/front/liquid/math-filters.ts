import type { Liquid } from "liquidjs";

import { add, decimalOf, divide, floorOf, floorQuotient, modulo, multiply, numberOf, roundTo, subtract } from "./decimal.ts";
import type { Decimal } from "./decimal.ts";
import { floatText, isFloat, isTrue, listOf, propertyOf, RubyFloat, textOf } from "./ruby-values.ts";

/** Liquid's arithmetic: whole numbers stay whole, one float makes the result a float, text counts by its leading number. */
type Operand = { isWhole: boolean; decimal: Decimal };

export function registerMath(liquid: Liquid): void {
  const operations: Record<string, (left: Operand, right: Operand) => Decimal> = {
    plus: (left, right) => add(left.decimal, right.decimal),
    minus: (left, right) => subtract(left.decimal, right.decimal),
    times: (left, right) => multiply(left.decimal, right.decimal),
    divided_by: quotientOf,
    modulo: (left, right) => modulo(left.decimal, right.decimal),
    at_least: (left, right) => (isBelow(left, right) ? right.decimal : left.decimal),
    at_most: (left, right) => (isBelow(right, left) ? right.decimal : left.decimal),
  };
  for (const [name, operate] of Object.entries(operations)) {
    liquid.registerFilter(name, (input: unknown, argument: unknown) => {
      const [left, right] = [operandOf(input), operandOf(argument)];
      const isWhole = name === "at_least" || name === "at_most" ? chosenIsWhole(name, left, right) : left.isWhole && right.isWhole;
      return resultOf(operate(left, right), isWhole);
    });
  }
  liquid.registerFilter("abs", (input: unknown) => {
    const { decimal, isWhole } = operandOf(input);
    return resultOf(decimal.digits < 0n ? { ...decimal, digits: -decimal.digits } : decimal, isWhole);
  });
  liquid.registerFilter("floor", (input: unknown) => floorOf(operandOf(input).decimal));
  liquid.registerFilter("ceil", (input: unknown) => {
    const { digits, scale } = operandOf(input).decimal;
    // Adding nothing turns a negative zero into zero.
    return -floorOf({ digits: -digits, scale }) + 0;
  });
  liquid.registerFilter("round", round);
  liquid.registerFilter("sum", sum);
}

/** Whole numbers divide to a whole number, rounded down: 5 by 2 is 2, and -5 by 2 is -3. */
function quotientOf(left: Operand, right: Operand): Decimal {
  if (!left.isWhole || !right.isWhole || right.decimal.digits === 0n) return divide(left.decimal, right.decimal);
  return { digits: floorQuotient(left.decimal.digits, right.decimal.digits), scale: 0 };
}

function round(input: unknown, places: unknown): unknown {
  const { decimal, isWhole } = operandOf(input);
  const wanted = floorOf(operandOf(places).decimal);
  const rounded = roundTo(decimal, wanted);
  return resultOf(rounded, isWhole || wanted <= 0);
}

function sum(input: unknown, property: unknown): unknown {
  const operands = listOf(input).map((item) => operandOf(isTrue(property) ? propertyOf(item, textOf(property)) : item));
  const total = operands.reduce((running, { decimal }) => add(running, decimal), decimalOf("0"));
  return resultOf(
    total,
    operands.every(({ isWhole }) => isWhole),
  );
}

function isBelow(left: Operand, right: Operand): boolean {
  return subtract(left.decimal, right.decimal).digits < 0n;
}

function chosenIsWhole(name: string, left: Operand, right: Operand): boolean {
  const takesRight = name === "at_least" ? isBelow(left, right) : isBelow(right, left);
  return takesRight ? right.isWhole : left.isWhole;
}

function operandOf(value: unknown): Operand {
  if (isFloat(value)) return { isWhole: false, decimal: decimalOf(floatText(value.valueOf())) };
  if (typeof value === "number") return { isWhole: true, decimal: { digits: BigInt(value), scale: 0 } };
  const text = typeof value === "string" ? value.trim() : "";
  if (/^-?\d+\.\d+$/.test(text)) return { isWhole: false, decimal: decimalOf(text) };
  return { isWhole: true, decimal: { digits: BigInt(/^[+-]?\d+/.exec(text)?.[0].replace("+", "") ?? "0"), scale: 0 } };
}

function resultOf(decimal: Decimal, isWhole: boolean): number | RubyFloat {
  const value = numberOf(decimal);
  return isWhole ? value : new RubyFloat(value);
}
