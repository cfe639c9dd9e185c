import type { Stack } from "../../scripts/stack.ts";

const PATIENCE_MS = 20_000;
const POLL_MS = 200;

interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly to: readonly { readonly address: string }[];
}

/** The text of the one mail to an address whose subject holds the words; waits for it. Throws when there is none, or more than one. */
export async function mailsTo(stack: Stack, address: string, words: string): Promise<string> {
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    const mails = await readMails(stack);
    const found = mails.filter(({ to, subject }) => to.some((person) => person.address === address) && subject.toLowerCase().includes(words));
    if (found.length > 1) throw new Error(`${found.length} mails "${words}" to ${address}: each must be sent exactly once`);
    const [mail] = found;
    if (mail !== undefined) return `${mail.subject}\n${mail.text}`;
    if (Date.now() > deadline) throw new Error(`no mail "${words}" to ${address}; there are: ${mails.map(({ subject }) => subject).join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function readMails(stack: Stack): Promise<Mail[]> {
  const answer = await fetch(`http://127.0.0.1:${stack.ports.mailbox}/api/email`);
  const body: unknown = await answer.json();
  return (Array.isArray(body) ? body : (body as { items: Mail[] }).items) as Mail[]; // maildev's own listing
}
