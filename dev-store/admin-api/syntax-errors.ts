import { GraphQLError } from "graphql";

/** Documents that cannot be read, in the words of Shopify's parser: `syntax error, unexpected RCURLY ("}") at [1, 9]`. */

const TOKEN_NAMES: Record<string, string> = {
  "{": "LCURLY",
  "}": "RCURLY",
  "(": "LPAREN",
  ")": "RPAREN",
  "[": "LBRACKET",
  "]": "RBRACKET",
  ":": "COLON",
  "=": "EQUALS",
  "!": "BANG",
  "|": "PIPE",
  "&": "AMP",
  "@": "DIR_SIGN",
  $: "VAR_SIGN",
  "...": "ELLIPSIS",
};
const KEYWORDS = new Set(["directive", "enum", "extend", "false", "fragment", "implements", "input", "interface", "mutation", "null", "on", "query"]);
const MORE_KEYWORDS = new Set(["repeatable", "scalar", "schema", "subscription", "true", "type", "union"]);
const TOKEN = /\.\.\.|[{}()[\]:=!|&@$]|[A-Za-z_]\w*|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|"[^"\n]*"?|\S/y;

/** The parser's error for the same place in the same text. */
export function syntaxError(query: string, error: GraphQLError): GraphQLError {
  const [location = { line: 1, column: 1 }] = error.locations ?? [];
  const [position = 0] = error.positions ?? [];
  const place = `at [${location.line}, ${location.column}]`;
  TOKEN.lastIndex = position;
  const token = position >= query.trimEnd().length ? null : (TOKEN.exec(query)?.[0] ?? null);
  const found = token === null ? "end of file" : `${nameOf(token)} (${JSON.stringify(token)})`;
  return new GraphQLError(`syntax error, unexpected ${found} ${place}`, { source: error.source, positions: [position] });
}

function nameOf(token: string): string {
  const punctuation = TOKEN_NAMES[token];
  if (punctuation !== undefined) return punctuation;
  if (KEYWORDS.has(token) || MORE_KEYWORDS.has(token)) return token.toUpperCase();
  if (/^[A-Za-z_]/.test(token)) return "IDENTIFIER";
  if (token.startsWith('"')) return token.length > 1 && token.endsWith('"') ? "STRING" : "invalid token";
  if (/^-?\d/.test(token)) return /[.eE]/.test(token) ? "FLOAT" : "INT";
  return "invalid token";
}
