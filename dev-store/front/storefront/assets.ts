import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { basename, extname, join } from "node:path";

import { send } from "../http.ts";
import { EXTENSION_FOLDER } from "../liquid/theme-extension.ts";
import { HOSTED_FOLDER } from "./hosted-pages.ts";
import { drawPicture } from "./pictures.ts";
import { THEME_NAMES, themeFolder } from "./theme.ts";
import type { ThemeName } from "./theme.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Serves `/cdn/assets/NAME` of the theme, what Shopify hosts, or the extension, and `/cdn/pictures/HANDLE.svg`. */
export async function serveAsset(response: ServerResponse, url: URL, theme: ThemeName = THEME_NAMES[0]): Promise<boolean> {
  const [, kind, name] = /^\/cdn\/(assets|pictures)\/([^/]+)$/.exec(url.pathname) ?? [];
  if (kind === undefined || name === undefined) return false;
  if (kind === "pictures") {
    const handle = decodeURIComponent(name).replace(/\.svg$/, "");
    const look = { handle, type: url.searchParams.get("type") ?? "", colour: url.searchParams.get("colour") };
    response.setHeader("cache-control", "max-age=3600");
    response.writeHead(200, { "content-type": "image/svg+xml" }).end(drawPicture(look));
    return true;
  }
  const body = await readFirst(foldersOf(theme).map((folder) => join(folder, basename(decodeURIComponent(name)))));
  const type = TYPES[extname(name)];
  if (body === null || type === undefined) send(response, { status: 404, type: "text/plain", body: "No such asset." });
  else send(response, { type, body });
  return true;
}

function foldersOf(theme: ThemeName): string[] {
  return [themeFolder(theme), HOSTED_FOLDER, EXTENSION_FOLDER].map((folder) => join(folder, "assets"));
}

async function readFirst(files: readonly string[]): Promise<Buffer | null> {
  for (const file of files) {
    try {
      return await readFile(file);
    } catch (error) {
      const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isAbsent) throw error;
    }
  }
  return null;
}
