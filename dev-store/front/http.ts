import type { IncomingMessage, ServerResponse } from "node:http";

/** Reading requests and writing answers, for the pages of the dev store. */

const MAX_BODY_BYTES = 1_000_000;

export class BodyTooLarge extends Error {}

/** Throws `BodyTooLarge` as soon as there is more. */
export async function readBody(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    // A request without an encoding set yields buffers.
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    if (bytes > maxBytes) throw new BodyTooLarge(`The request body is larger than ${maxBytes} bytes.`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

/** The fields of a form, in either of the encodings that browsers send. Files are left out. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return formOf(await readBody(request), request.headers["content-type"]);
}

export async function formOf(body: Buffer, contentType = ""): Promise<URLSearchParams> {
  if (!contentType.startsWith("multipart/form-data")) return new URLSearchParams(body.toString("utf8"));
  const fields = new URLSearchParams();
  const parsed = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  for (const [name, value] of parsed) if (typeof value === "string") fields.append(name, value);
  return fields;
}

/** The address asked for; host and scheme do not matter to the dev store's own pages. */
export function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? "/", "http://dev-store.internal");
}

/** The host asked for, without its port, in lower case. */
export function hostOf(request: IncomingMessage): string {
  return (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
}

export function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = pair.trim().split("=");
    if (key === name && value !== undefined) return value;
  }
  return null;
}

export function sendHtml(response: ServerResponse, html: string, status = 200): void {
  send(response, { status, type: "text/html; charset=utf-8", body: html });
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, { status, type: "application/json; charset=utf-8", body: JSON.stringify(value) });
}

export function send(response: ServerResponse, { status = 200, type, body }: { status?: number; type: string; body: string | Buffer }): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { "content-type": type, "content-length": length, "cache-control": "no-store" }).end(body);
}

/** Sends the browser elsewhere with a GET, as after a form. */
export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, "cache-control": "no-store" }).end();
}
