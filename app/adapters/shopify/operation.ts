/** One GraphQL operation with the types that were generated for it from Shopify's schema. */

declare const types: unique symbol;

export interface Operation<Result, Variables> {
  readonly name: string;
  readonly text: string;
  readonly isMutation: boolean;
  readonly [types]?: (variables: Variables) => Result;
}

/** Reads the name from the text, so that the two cannot differ. Types come from `admin.generated.d.ts`. */
export function operation<Result, Variables>(text: string): Operation<Result, Variables> {
  const [, kind, name] = /(query|mutation)\s+(\w+)/.exec(text) ?? [];
  if (kind === undefined || name === undefined) throw new Error("A GraphQL operation needs a kind and a name.");
  // Shopify counts nothing for white space; shorter requests are quicker to send and to parse.
  return { name, text: text.replaceAll("#graphql", "").replace(/\s+/g, " ").trim(), isMutation: kind === "mutation" };
}
