import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "../admin-api/test-shop.ts";
import type { Answer, TestStore } from "../admin-api/test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

const RUN_QUERY = `mutation($query: String!, $grouped: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $grouped) { bulkOperation { id status } userErrors { field message code } } }`;
const READ = `query($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount rootObjectCount fileSize url type completedAt } }`;

const run = (query: string, grouped = false): Answer => store.ask(RUN_QUERY, { query, grouped }).data.bulkOperationRunQuery;

async function finished(id: string): Promise<Answer["data"]> {
  for (let times = 0; times < 100; times += 1) {
    const { bulkOperation } = store.ask(READ, { id }).data;
    if (bulkOperation.completedAt !== null) return bulkOperation;
    await wait(10);
  }
  throw new Error("the bulk operation does not end");
}

/** The store's addresses are the shop's own; here they are asked of loopback. */
const local = (url: string): string => `${store.devStore.url}${new URL(url).pathname}`;

async function linesAt(url: string): Promise<unknown[]> {
  const text = await (await fetch(local(url))).text();
  return text
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

describe("a bulk query", () => {
  test("answers one line for each object, those inside another naming it", async () => {
    const { bulkOperation } = run(`{ products { edges { node { id title variants { edges { node { id sku } } } } } } }`) as {
      bulkOperation: { id: string; status: string };
    };
    expect(bulkOperation.status).toBe("CREATED");
    const done = await finished(bulkOperation.id);
    expect(done).toMatchObject({ status: "COMPLETED", objectCount: "2", rootObjectCount: "1", type: "QUERY" });
    expect(await linesAt(done.url)).toEqual([
      { id: store.productGid, title: "Camp Lantern" },
      { id: store.variantGid, sku: "LANTERN", __parentId: store.productGid },
    ]);
  });

  test("holds more than a page", async () => {
    for (let sold = 0; sold < 300; sold += 1) store.sell(1);
    const { bulkOperation } = run(`{ orders { edges { node { id } } } }`) as { bulkOperation: { id: string } };
    expect(await finished(bulkOperation.id)).toMatchObject({ objectCount: "300" });
  });

  test("grouped, what belongs to an object follows it", async () => {
    store.sell(1);
    store.sell(2);
    const query = `{ orders { edges { node { id lineItems { edges { node { quantity } } } } } } }`;
    const isInner = async (grouped: boolean): Promise<boolean[]> => {
      const { bulkOperation } = run(query, grouped) as { bulkOperation: { id: string } };
      const done = await finished(bulkOperation.id);
      return (await linesAt(done.url)).map((line) => "__parentId" in (line as object));
    };
    expect(await isInner(true)).toEqual([false, true, false, true]);
    expect(await isInner(false)).toEqual([false, false, true, true]);
  });

  test("five may be under way, a sixth is refused with the names of the five", async () => {
    const ids = Array.from({ length: 5 }, () => (run(`{ orders { edges { node { id } } } }`) as { bulkOperation: { id: string } }).bulkOperation.id);
    const refused = run(`{ orders { edges { node { id } } } }`) as { userErrors: object[] };
    expect(refused.userErrors).toEqual([
      { field: null, code: "OPERATION_IN_PROGRESS", message: `A bulk query operation for this app and shop is already in progress: ${ids.join(", ")}.` },
    ]);
    await finished(ids[4] ?? "");
    expect(run(`{ orders { edges { node { id } } } }`)).toMatchObject({ userErrors: [] });
  });

  test("cancelled in time it has no result; when it is complete it is too late", async () => {
    const CANCEL = `mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }`;
    const { bulkOperation } = run(`{ products { edges { node { id } } } }`) as { bulkOperation: { id: string } };
    expect(store.ask(CANCEL, { id: bulkOperation.id }).data.bulkOperationCancel).toMatchObject({ bulkOperation: { status: "CANCELING" }, userErrors: [] });
    expect(await finished(bulkOperation.id)).toMatchObject({ status: "CANCELED", url: null });
    expect(store.ask(CANCEL, { id: bulkOperation.id }).data.bulkOperationCancel.userErrors).toHaveLength(1);
  });

  test("without the scope it fails with ACCESS_DENIED", async () => {
    store.app.scopes = ["read_products"];
    const { bulkOperation } = run(`{ orders { edges { node { id } } } }`) as { bulkOperation: { id: string } };
    expect(await finished(bulkOperation.id)).toMatchObject({ status: "FAILED", errorCode: "ACCESS_DENIED" });
  });
});

describe("a bulk mutation", () => {
  const STAGE = `mutation { stagedUploadsCreate(input: [{ resource: BULK_MUTATION_VARIABLES, filename: "tags", mimeType: "text/jsonl", httpMethod: POST }]) { stagedTargets { url resourceUrl parameters { name value } } userErrors { message } } }`;
  const RUN = `mutation($path: String!) { bulkOperationRunMutation(mutation: "mutation($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { userErrors { message } } }", stagedUploadPath: $path) { bulkOperation { id } userErrors { code field } } }`;

  test("runs once for every uploaded line and answers each by its number", async () => {
    const [target] = store.ask(STAGE).data.stagedUploadsCreate.stagedTargets;
    const form = new FormData();
    for (const { name, value } of target.parameters) form.append(name, value);
    const lines = [
      { id: store.productGid, tags: ["late"] },
      { id: "gid://shopify/Product/1", tags: ["late"] },
    ];
    form.append("file", new Blob([lines.map((line) => JSON.stringify(line)).join("\n")]));
    expect((await fetch(local(target.url), { method: "POST", body: form })).status).toBe(201);
    const path = target.parameters.find(({ name }: { name: string }) => name === "key").value;
    const { bulkOperation } = store.ask(RUN, { path }).data.bulkOperationRunMutation;
    const done = await finished(bulkOperation.id);
    expect(done).toMatchObject({ status: "COMPLETED", objectCount: "2", type: "MUTATION" });
    expect(await linesAt(done.url)).toMatchObject([{ data: { tagsAdd: { userErrors: [] } }, __lineNumber: 0 }, { __lineNumber: 1 }]);
    expect([...store.context.shop.products.values()].map(({ tags }) => tags)).toEqual([["late"]]);
  });

  test("needs a file that was uploaded", () => {
    expect(store.ask(RUN, { path: "tmp/nothing" }).data.bulkOperationRunMutation.userErrors).toEqual([{ code: "NO_SUCH_FILE", field: ["stagedUploadPath"] }]);
  });
});
