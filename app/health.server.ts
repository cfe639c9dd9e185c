/** `/healthz`: the process runs. `/readyz`: it can do its work, so traffic may come. */
import type { ServerResponse } from "node:http";
import { pool } from "./db.server.ts";

const DATABASE_TIMEOUT_MS = 2_000;

/** Answers health requests; false when the address is another. */
export async function answerHealth(pathname: string, response: ServerResponse, isStopping: boolean): Promise<boolean> {
  if (pathname === "/healthz") return say(response, 200, "alive");
  if (pathname !== "/readyz") return false;
  if (isStopping) return say(response, 503, "stopping");
  return (await isDatabaseThere()) ? say(response, 200, "ready") : say(response, 503, "the database does not answer");
}

async function isDatabaseThere(): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), DATABASE_TIMEOUT_MS).unref());
  const asked = pool.query("SELECT 1").then(
    () => true,
    () => false, // the answer says it all
  );
  return Promise.race([asked, late]);
}

function say(response: ServerResponse, status: number, words: string): true {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  response.end(`${words}\n`);
  return true;
}
