import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { seededRandom } from "../../seeded-random.ts";
import type { DevStore } from "../../server.ts";
import { browserScript } from "../browser-script.ts";
import { readBody, redirect, send, sendHtml, sendJson, urlOf } from "../http.ts";
import { consoleAct, perform, Refused } from "./acts.ts";
import { consoleView } from "./view.ts";
import type { MailView } from "./view.ts";

/**
 * The console: one page for whoever works with the dev store.
 *
 *   GET  /__dev                       the page
 *   GET  /__dev/console/view          what it shows, as JSON; `shop` and `words` choose
 *   GET  /__dev/console/mails         the latest of the mailbox, or null where none is known
 *   POST /__dev/console/acts          one of the acts of acts.ts
 */
const PAGE = "/__dev";
const PREFIX = "/__dev/console/";
const SCRIPT = /^browser\/[a-z-]+\.ts$/;
const MAILS_SHOWN = 12;
const MAILBOX_PATIENCE_MS = 1000;
const random = seededRandom(1);

export async function handleConsole(request: IncomingMessage, response: ServerResponse, devStore: DevStore): Promise<boolean> {
  const { pathname, searchParams } = urlOf(request);
  if (pathname === PAGE) {
    sendHtml(response, file("console.html"));
    return true;
  }
  if (pathname === `${PAGE}/`) {
    redirect(response, PAGE);
    return true;
  }
  if (!pathname.startsWith(PREFIX)) return false;
  const path = pathname.slice(PREFIX.length);
  const domain = searchParams.get("shop") ?? undefined;
  if (domain !== undefined && !devStore.store.shops.has(domain)) sendJson(response, { error: `There is no shop ${domain} here.` }, 404);
  else if (path === "view") sendJson(response, consoleView(devStore, { domain, words: searchParams.get("words") ?? "" }));
  else if (path === "mails") sendJson(response, await latestMails(devStore.mailboxUrl));
  else if (path === "acts" && request.method === "POST") await act(request, response, { devStore, domain });
  else if (path === "console.css") send(response, { type: "text/css; charset=utf-8", body: file("console.css") });
  else if (SCRIPT.test(path)) send(response, { type: "text/javascript; charset=utf-8", body: browserScript(`console/${path}`) });
  else sendJson(response, { error: `There is no ${pathname}.` }, 404);
  return true;
}

function file(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

async function act(
  request: IncomingMessage,
  response: ServerResponse,
  { devStore, domain }: { devStore: DevStore; domain: string | undefined },
): Promise<void> {
  const wanted = consoleAct.safeParse(JSON.parse((await readBody(request)).toString("utf8")));
  if (!wanted.success) return sendJson(response, { error: z.prettifyError(wanted.error) }, 422);
  try {
    sendJson(response, { message: perform(devStore.context(domain), wanted.data, random) });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    sendJson(response, { error: error.message }, 422);
  }
}

const people = z.array(z.object({ address: z.string() }));
const mailList = z.array(z.object({ subject: z.string().default(""), time: z.string().optional(), date: z.string().optional(), from: people, to: people }));
const mailboxAnswer = z.union([mailList, z.object({ items: mailList }).transform(({ items }) => items)]);

/** The mailbox is a program of its own; while it does not answer there are no mails to show. */
async function latestMails(mailboxUrl: string | null): Promise<{ url: string; mails: MailView[] } | null> {
  if (mailboxUrl === null) return null;
  const answer = await fetch(new URL("/api/email", mailboxUrl), { signal: AbortSignal.timeout(MAILBOX_PATIENCE_MS) }).then(
    (got) => got.json(),
    () => [],
  );
  const mails = mailboxAnswer.parse(answer).map(({ subject, time, date, from, to }) => ({
    from: from.map(({ address }) => address).join(", "),
    to: to.map(({ address }) => address).join(", "),
    subject,
    at: time ?? date ?? "",
  }));
  return { url: mailboxUrl, mails: mails.reverse().slice(0, MAILS_SHOWN) };
}
