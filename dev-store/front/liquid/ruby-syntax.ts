import { Context, defaultOperators, Drop, EchoTag, ForTag, TablerowTag, Tokenizer, Value } from "liquidjs";
import type { Emitter, Liquid } from "liquidjs";

import { inspect, isEqual, isTrue, RubyFloat, textOf } from "./ruby-values.ts";

/** Where LiquidJS reads or compares otherwise than Ruby's Liquid does. */

type Compare = (left: number | string, right: number | string) => boolean;

/** `<>` is Liquid's other way to write `!=`. LiquidJS does not know it, so it also tells our engines from others. */
const NOT_EQUAL = "<>";

export const RUBY_OPERATORS = {
  ...defaultOperators,
  [NOT_EQUAL]: function* (left: unknown, right: unknown) {
    return !(yield* defaultEquals(left, right));
  },
  ">": ordering(">", (left, right) => left > right),
  "<": ordering("<", (left, right) => left < right),
  ">=": ordering(">=", (left, right) => left >= right),
  "<=": ordering("<=", (left, right) => left <= right),
  contains: (left: unknown, right: unknown) => contains(plain(left), plain(right)),
};

function* defaultEquals(left: unknown, right: unknown): Generator<unknown, boolean, unknown> {
  return isTrue(yield defaultOperators["=="]?.(left, right, NO_CONTEXT));
}

/** Equality asks nothing of the page. */
const NO_CONTEXT = undefined as never;

/** Nil is neither greater nor smaller than anything; a number and a text cannot be compared. */
function ordering(operator: string, compare: Compare) {
  return (left: unknown, right: unknown): boolean => {
    const [one, other] = [plain(left), plain(right)];
    if (!isOrdered(one) || !isOrdered(other)) return false;
    if (typeof one === typeof other) return compare(one, other);
    throw new Error(`Liquid error: comparison of ${rubyClass(one)} with ${typeof other === "string" ? "String" : inspect(other)} failed (${operator})`);
  };
}

function isOrdered(value: unknown): value is number | string {
  return typeof value === "number" || typeof value === "string";
}

function rubyClass(value: number | string): string {
  if (typeof value === "string") return "String";
  return Number.isInteger(value) ? "Integer" : "Float";
}

/** A text holds a text, a list an element, a hash a key. */
function contains(holder: unknown, held: unknown): boolean {
  if (!isTrue(holder) || !isTrue(held)) return false;
  if (typeof holder === "string") return holder.includes(textOf(held));
  if (Array.isArray(holder)) return holder.some((item) => isEqual(item, held));
  return typeof holder === "object" && holder !== null && Object.hasOwn(holder, textOf(held));
}

function plain(value: unknown): unknown {
  return value instanceof Drop ? value.valueOf() : value;
}

/** LiquidJS's words `nil`, `empty` and `blank` as filters' arguments are what Ruby's are: nil and "". */
export function withoutLiteralDrops(value: unknown): unknown {
  if (Array.isArray(value) && value.length === 2 && typeof value[0] === "string") return [value[0], withoutLiteralDrops(value[1])];
  const isLiteral = value instanceof Drop && "equals" in value && "gt" in value;
  return isLiteral ? value.valueOf() : value;
}

/**
 * Reads `1.0` as a float, and texts as they stand: Ruby's Liquid knows no `\n` in a quoted text. LiquidJS makes its
 * tokenizers itself and offers no other seam than the prototype; engines of others are left as they are.
 */
function readAsRuby(): void {
  // The reading functions are called with their own tokenizer as `this` below.
  const { readNumber, readQuoted } = Tokenizer.prototype;
  Tokenizer.prototype.readNumber = function (this: Tokenizer) {
    const token = readNumber.call(this);
    // LiquidJS passes on whatever a token holds; its type allows only plain numbers.
    if (token !== undefined && isOurs(this) && token.getText().includes(".")) Object.assign(token, { content: new RubyFloat(token.content) });
    return token;
  };
  Tokenizer.prototype.readQuoted = function (this: Tokenizer) {
    const token = readQuoted.call(this);
    if (token !== undefined && isOurs(this)) Object.assign(token, { content: token.getText().slice(1, -1) });
    return token;
  };
}

/** The trie of operators is private, and says whose tokenizer it is. */
function isOurs(tokenizer: Tokenizer): boolean {
  const operators: unknown = Reflect.get(tokenizer, "opTrie");
  const less: unknown = typeof operators === "object" && operators !== null ? Reflect.get(operators, "<") : undefined;
  return typeof less === "object" && less !== null && ">" in less;
}

readAsRuby();

/** Tags whose output or objects differ. `print` is what an output is printed by. */
export function registerRubyTags(liquid: Liquid, print: (value: unknown) => string): void {
  liquid.registerTag("echo", echo(print));
  liquid.registerTag("for", ForKnowingItsParent);
  liquid.registerTag("tablerow", TablerowWithLines);
}

/** LiquidJS's own turns a float into a plain number before it prints it. */
function echo(print: (value: unknown) => string) {
  return class extends EchoTag {
    override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      // Private in LiquidJS's types, absent for an empty echo.
      const value: unknown = Reflect.get(this, "value");
      if (value instanceof Value) emitter.write(print(yield value.value(context, false)));
    }
  };
}

/** `forloop.parentloop` is the loop around this one. LiquidJS makes the loop's object on its way; it is met when pushed. */
class ForKnowingItsParent extends ForTag {
  override *render(context: Context, emitter: Emitter): ReturnType<ForTag["render"]> {
    const parentloop: unknown = context.getSync(["forloop"]);
    context.push = (scope: object) => {
      const forloop: unknown = Reflect.get(scope, "forloop");
      if (typeof forloop === "object" && forloop !== null) {
        Object.assign(forloop, { parentloop });
        Reflect.deleteProperty(context, "push");
      }
      return Context.prototype.push.call(context, scope);
    };
    try {
      return yield* super.render(context, emitter);
    } finally {
      Reflect.deleteProperty(context, "push");
    }
  }
}

/** Ruby's table rows begin and end with a line break of their own. */
class TablerowWithLines extends TablerowTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const written: string[] = [];
    yield* super.render(context, { write: (html: unknown) => void written.push(textOf(html)), buffer: "" });
    const rows = written.map((html) => html.replace(/^<tr class="row1">$/, "$&\n").replace(/^<\/tr>$/, "</tr>\n"));
    emitter.write(rows.length === 0 ? '<tr class="row1">\n</tr>\n' : rows.join(""));
  }
}
