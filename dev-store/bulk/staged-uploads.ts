import { randomUUID } from "node:crypto";
import { timestamp } from "../commerce/context.ts";
import type { ShopContext } from "../commerce/context.ts";
import type { StagedUpload } from "../state/bulk-types.ts";
import type { ShopState } from "../state/types.ts";

/** Where apps put files before they name them in a mutation. Shopify's lie at a cloud's; ours at the shop's own address. */

export const UPLOADS_PATH = "/staged-uploads/";
export const RESULTS_PATH = "/bulk-operation-outputs/";
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;
const KEPT_UPLOADS = 50;

export function stageUpload(context: ShopContext, { filename, mimeType }: { filename: string; mimeType: string }): StagedUpload {
  const { shop } = context;
  const key = `tmp/${shop.profile.id}/bulk/${randomUUID()}/${filename}`;
  const upload: StagedUpload = { key, filename, mimeType, content: null, createdAt: timestamp(context) };
  shop.stagedUploads.set(key, upload);
  const [oldest] = shop.stagedUploads.keys();
  if (shop.stagedUploads.size > KEPT_UPLOADS && oldest !== undefined) shop.stagedUploads.delete(oldest);
  return upload;
}

/** Takes in what was sent to the place. False when no such place was given out. */
export function receiveUpload({ stagedUploads }: ShopState, key: string, content: string): boolean {
  const upload = stagedUploads.get(key);
  if (upload === undefined) return false;
  upload.content = content;
  return true;
}

/** The key and the file of a form as browsers and Shopify's examples send it; null when it is not one. */
export function readUploadForm(contentType: string, body: Buffer): { key: string; content: string } | null {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return null;
  const fields = new Map<string, string>();
  for (const part of body.toString("utf8").split(`--${boundary}`)) {
    const headEnd = part.indexOf("\r\n\r\n");
    const name = /name="([^"]*)"/.exec(part.slice(0, headEnd))?.[1];
    if (headEnd !== -1 && name !== undefined) fields.set(name, part.slice(headEnd + 4).replace(/\r\n$/, ""));
  }
  const [key, content] = [fields.get("key"), fields.get("file")];
  return key === undefined || content === undefined ? null : { key, content };
}
