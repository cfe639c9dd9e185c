import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parse, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { describe, expect, test } from "vitest";
import { mutationRoots, queryRoots, recordTypes } from "../../dev-store/admin-api/resolvers.ts";
import { adminSchema } from "../../dev-store/admin-api/schema.ts";

/** What the app asks Shopify, by name. Any file `*.graphql.ts` of the adapter may export operations. */
const FOLDER = join(import.meta.dirname, "../../app/adapters/shopify");

async function appOperations(): Promise<[name: string, text: string][]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".graphql.ts"));
  const modules = await Promise.all(files.map(async (file): Promise<object> => import(join(FOLDER, file))));
  return modules.flatMap((module) =>
    Object.values(module).flatMap((value: unknown) => (isOperation(value) ? [[value.name, value.text] as [string, string]] : [])),
  );
}

function isOperation(value: unknown): value is { name: string; text: string } {
  return typeof value === "object" && value !== null && "name" in value && "text" in value;
}

/** Fields that the dev store would refuse as not implemented. */
function unanswered(text: string): string[] {
  const typeInfo = new TypeInfo(adminSchema());
  const missing: string[] = [];
  const check = (type: string, field: string): void => {
    const known = type === "QueryRoot" ? queryRoots : type === "Mutation" ? mutationRoots : recordTypes[type];
    if (known !== undefined && known[field] === undefined) missing.push(`${type}.${field}`);
  };
  const enterField = ({ name }: { name: { value: string } }): void => {
    const parent = typeInfo.getParentType();
    if (parent != null && name.value !== "__typename") check(parent.name, name.value);
  };
  visit(parse(text), visitWithTypeInfo(typeInfo, { Field: enterField }));
  return missing;
}

const operations = await appOperations();

describe("the dev store can answer whatever the app asks", () => {
  test("there is something to ask", () => expect(operations.length).toBeGreaterThan(10));

  test.each(operations)("%s", (_name, text) => expect(unanswered(text)).toEqual([]));
});
