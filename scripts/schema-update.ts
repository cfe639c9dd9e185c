/**
 * Makes `dev-store/schema/admin-2026-10.graphql.gz` from Shopify's own npm package: the official Admin schema as
 * SDL without descriptions, so that one small file serves the dev store and the generated types. The same input
 * gives the same bytes. Needs the npm registry and nothing else.
 *
 * Run with `npm run schema:update`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { buildClientSchema, buildSchema, lexicographicSortSchema, parse, print, printSchema, visit } from "graphql";
import type { IntrospectionQuery } from "graphql";

const SOURCE_PACKAGE = "@shopify/dev-mcp@1.16.0";
const API_VERSION = "2026-10";
const TARGET_FOLDER = join(import.meta.dirname, "../dev-store/schema");
/** Where gzip names the operating system; "unknown" keeps the bytes equal everywhere. */
const GZIP_SYSTEM_BYTE = 9;
const GZIP_SYSTEM_UNKNOWN = 255;

function unpackSource(folder: string): string {
  execFileSync("npm", ["pack", SOURCE_PACKAGE, "--silent", "--pack-destination", folder], { stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("tar", ["-xzf", join(folder, "shopify-dev-mcp-1.16.0.tgz"), "-C", folder]);
  return join(folder, "package");
}

function readIntrospection(source: string): IntrospectionQuery {
  const json = gunzipSync(readFileSync(join(source, `dist/data/admin_${API_VERSION}.json.gz`))).toString("utf8");
  const parsed: unknown = JSON.parse(json);
  // The file is Shopify's own introspection result, bare or under `data`; buildClientSchema checks it.
  const result = parsed as { data?: IntrospectionQuery } & IntrospectionQuery;
  return result.data ?? result;
}

function compactSdl(introspection: IntrospectionQuery): string {
  const sdl = printSchema(lexicographicSortSchema(buildClientSchema(introspection)));
  const bare = visit(parse(sdl, { noLocation: true }), {
    enter(node) {
      if ("description" in node && node.description !== undefined) return { ...node, description: undefined };
      return undefined;
    },
  });
  return `${print(bare)}\n`;
}

function compress(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  bytes[GZIP_SYSTEM_BYTE] = GZIP_SYSTEM_UNKNOWN;
  return bytes;
}

function noticeOf(source: string): string {
  return [
    `admin-${API_VERSION}.graphql.gz is made from the Admin API schema in the npm package ${SOURCE_PACKAGE}`,
    "by `npm run schema:update`: printed as SDL, sorted, descriptions left out. Its licence:",
    "",
    readFileSync(join(source, "LICENSE"), "utf8").trim(),
    "",
  ].join("\n");
}

const folder = mkdtempSync(join(tmpdir(), "schema-update-"));
try {
  const source = unpackSource(folder);
  const sdl = compactSdl(readIntrospection(source));
  const types = Object.keys(buildSchema(sdl, { assumeValidSDL: true }).getTypeMap()).length;
  writeFileSync(join(TARGET_FOLDER, `admin-${API_VERSION}.graphql.gz`), compress(sdl));
  writeFileSync(join(TARGET_FOLDER, "NOTICE.txt"), noticeOf(source));
  console.log(`schema:update: admin ${API_VERSION}, ${types} types, ${sdl.length} characters`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
