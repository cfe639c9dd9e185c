/**
 * Shopify's search syntax: `field:value` with `:<`, `:<=`, `:>`, `:>=`; words without a field; quotes of either kind; `AND` (or
 * nothing) between terms, which binds tighter than `OR`; `NOT` or `-` before a term; parentheses; a backslash before a
 * character that would mean something. `tag:late OR (-status:open id:>4)` is any of (tag late, all of (not status open, id above 4)).
 *
 * What does not read, such as a parenthesis that nobody closes, is taken as far as it goes: Shopify refuses no query.
 */

export type Term = {
  kind: "term";
  /** Null for a word without a field. */
  field: string | null;
  operator: ":" | ":<" | ":<=" | ":>" | ":>=";
  value: string;
  isQuoted: boolean;
  /** When the query was asked, for values that speak of now. */
  now: Date;
};

export type Search = Term | { kind: "all" | "any"; parts: Search[] } | { kind: "not"; part: Search };

type Token = { type: "(" | ")" | "AND" | "OR" | "NOT" } | { type: "term"; term: Term };

const SPACE = /\s/;
const FIELD = /^([A-Za-z_][\w.$-]*)(:(?:>=|<=|>|<)?)/;
const ESCAPED = /\\([\s\S])/g;

/** The query as a tree; null where it asks for nothing. */
export function parseSearch(query: string, now: Date = new Date()): Search | null {
  const tokens = tokensOf(query, now);
  const parts: Search[] = [];
  // A closing parenthesis too many ends nothing.
  while (tokens.length > 0) {
    const part = anyOf(tokens);
    if (part !== null) parts.push(part);
    if (tokens[0]?.type === ")") tokens.shift();
  }
  return joined("all", parts);
}

function anyOf(tokens: Token[]): Search | null {
  const parts: Search[] = [];
  for (;;) {
    const part = allOf(tokens);
    if (part !== null) parts.push(part);
    if (tokens[0]?.type !== "OR") return joined("any", parts);
    tokens.shift();
  }
}

function allOf(tokens: Token[]): Search | null {
  const parts: Search[] = [];
  for (;;) {
    const [next] = tokens;
    if (next === undefined || next.type === "OR" || next.type === ")") return joined("all", parts);
    if (next.type === "AND") {
      tokens.shift();
      continue;
    }
    const part = single(tokens);
    if (part !== null) parts.push(part);
  }
}

function single(tokens: Token[]): Search | null {
  const next = tokens.shift();
  if (next === undefined) return null;
  if (next.type === "term") return next.term;
  if (next.type === "NOT") {
    const part = single(tokens);
    return part === null ? null : { kind: "not", part };
  }
  if (next.type !== "(") return null;
  const part = anyOf(tokens);
  if (tokens[0]?.type === ")") tokens.shift();
  return part;
}

function joined(kind: "all" | "any", parts: Search[]): Search | null {
  const [only] = parts;
  return parts.length > 1 ? { kind, parts } : (only ?? null);
}

function tokensOf(query: string, now: Date): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const char = query.charAt(at);
    if (SPACE.test(char)) at += 1;
    else if (char === "(" || char === ")") {
      tokens.push({ type: char });
      at += 1;
    } else if (char === "-" && at + 1 < query.length && !SPACE.test(query.charAt(at + 1))) {
      tokens.push({ type: "NOT" });
      at += 1;
    } else {
      const read = readTerm(query, at, now);
      tokens.push(read.token);
      at = read.end;
    }
  }
  return tokens;
}

function readTerm(query: string, start: number, now: Date): { token: Token; end: number } {
  const [prefix = "", field, operator = ":"] = FIELD.exec(query.slice(start)) ?? [];
  const { value, isQuoted, end } = readValue(query, start + prefix.length);
  if (field === undefined && !isQuoted && (value === "AND" || value === "OR" || value === "NOT")) return { token: { type: value }, end };
  const term: Term = {
    kind: "term",
    field: field?.toLowerCase() ?? null,
    // The pattern admits these operators only.
    operator: operator as Term["operator"],
    value,
    isQuoted,
    now,
  };
  return { token: { type: "term", term }, end };
}

function readValue(query: string, start: number): { value: string; isQuoted: boolean; end: number } {
  const quote = query.charAt(start);
  if (quote === '"' || quote === "'") {
    const pattern = quote === '"' ? /"((?:[^"\\]|\\[\s\S])*)("|$)/y : /'((?:[^'\\]|\\[\s\S])*)('|$)/y;
    pattern.lastIndex = start;
    const [whole = quote, text = ""] = pattern.exec(query) ?? [];
    return { value: text.replace(ESCAPED, "$1"), isQuoted: true, end: start + whole.length };
  }
  const pattern = /(?:[^\s()\\]|\\[\s\S]|\\$)*/y;
  pattern.lastIndex = start;
  const [whole = ""] = pattern.exec(query) ?? [];
  return { value: whole.replace(ESCAPED, "$1"), isQuoted: false, end: start + whole.length };
}
