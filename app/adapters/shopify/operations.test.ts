import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, parse, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { adminSchema, FOLDER, generateTypes } from "../../../scripts/graphql-types.ts";
import type { Operation } from "./operation.ts";

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".graphql.ts"));
const operations: Operation<unknown, unknown>[] = [];
for (const file of files) operations.push(...Object.values((await import(join(process.cwd(), FOLDER, file))) as Record<string, Operation<unknown, unknown>>));
const schema = buildSchema(adminSchema(), { assumeValidSDL: true });

/** Mutations that Shopify refuses without a key: see its description of @idempotent. */
const NEEDS_KEY =
  /inventory(Activate|AdjustQuantities|MoveQuantities|SetOnHandQuantities|SetQuantities|Shipment\w*|Transfer\w*)|refundCreate|location(Activate|Deactivate)/;

test("there are operations to check", () => expect(operations.length).toBeGreaterThan(15));

describe.each(operations.map((operation) => [operation.name, operation] as const))("%s", (_name, operation) => {
  test("is valid in Shopify's 2026-10 schema", () => {
    expect(validate(schema, parse(operation.text))).toEqual([]);
  });

  test("carries an idempotency key exactly where Shopify wants one", () => {
    expect(operation.text.includes("@idempotent(key: $key)")).toBe(operation.isMutation && NEEDS_KEY.test(operation.text));
  });
});

test("the generated types are those of the operations as they are now", async () => {
  for (const { name, content } of await generateTypes())
    expect(content === readFileSync(join(FOLDER, name), "utf8"), `${name} is old: npm run graphql:types`).toBe(true);
});
