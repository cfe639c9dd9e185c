import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody, sendJson, urlOf } from "../front/http.ts";
import type { ShopState } from "../state/types.ts";
import { MAX_UPLOAD_BYTES, readUploadForm, receiveUpload, RESULTS_PATH, UPLOADS_PATH } from "./staged-uploads.ts";

/** Uploads to staged places and downloads of results. Says whether the request was one of them. */
export async function handleBulkFiles(request: IncomingMessage, response: ServerResponse, shops: Iterable<ShopState>): Promise<boolean> {
  const { pathname } = urlOf(request);
  if (pathname.startsWith(UPLOADS_PATH)) {
    await takeUpload(request, response, [...shops], decodeURIComponent(pathname.slice(UPLOADS_PATH.length)));
    return true;
  }
  if (!pathname.startsWith(RESULTS_PATH) || request.method !== "GET") return false;
  const token = pathname.slice(RESULTS_PATH.length).replace(/\.jsonl$/, "");
  const found = [...shops].flatMap(({ bulkOperations }) => [...bulkOperations.values()]).find((operation) => operation.token === token);
  if (found?.result == null) sendJson(response, { errors: "Not Found" }, 404);
  else response.writeHead(200, { "content-type": "application/jsonl" }).end(found.result);
  return true;
}

async function takeUpload(request: IncomingMessage, response: ServerResponse, shops: readonly ShopState[], key: string): Promise<void> {
  const body = await readBody(request, MAX_UPLOAD_BYTES);
  const sent = request.method === "POST" ? readUploadForm(request.headers["content-type"] ?? "", body) : { key, content: body.toString("utf8") };
  const isTaken = sent !== null && shops.some((shop) => receiveUpload(shop, sent.key, sent.content));
  if (isTaken) response.writeHead(request.method === "POST" ? 201 : 200).end();
  else response.writeHead(403, { "content-type": "application/xml" }).end("<Error><Code>AccessDenied</Code></Error>");
}
