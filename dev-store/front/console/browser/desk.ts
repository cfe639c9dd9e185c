/** Talking to the dev store. */
import type { ConsoleAct } from "../acts.ts";
import type { ConsoleView, MailView } from "../view.ts";

export type Mailbox = { url: string; mails: MailView[] } | null;

export async function fetchView({ shop, words }: { shop: string; words: string }): Promise<ConsoleView> {
  const chosen = new URLSearchParams({ words, ...(shop === "" ? {} : { shop }) });
  // The dev store's own answer, typed where it is made.
  return (await (await fetch(`/__dev/console/view?${chosen}`)).json()) as ConsoleView;
}

export async function fetchMailbox(): Promise<Mailbox> {
  return (await (await fetch("/__dev/console/mails")).json()) as Mailbox;
}

/** Does it and says what came of it. */
export async function act(shop: string, wanted: ConsoleAct): Promise<void> {
  say("…");
  const { message, error } = await postJson(`/__dev/console/acts?${new URLSearchParams({ shop })}`, wanted);
  say(message ?? error ?? "", error !== undefined);
}

export async function postJson(address: string, body: unknown): Promise<{ message?: string; error?: string }> {
  const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return (await answer.json()) as { message?: string; error?: string };
}

/** Shows the sentence, in the open dialog too, where it is read out. */
export function say(sentence: string, isRefusal = false): void {
  for (const place of document.querySelectorAll("[data-said]")) {
    place.textContent = sentence;
    place.classList.toggle("said--refused", isRefusal);
  }
}
