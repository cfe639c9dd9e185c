/** A mailbox on this machine for the demo and the browser tests: takes every mail and shows it in a web page and by REST. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { MailDev } from "maildev";

export interface Mailbox {
  readonly smtpUrl: string;
  /** The web page; mails as JSON at `/api/email`. */
  readonly webUrl: string;
  stop(): Promise<void>;
}

/** Old mails make room: a long demo must not fill the memory. */
const MAX_MAILS = 1000;
const LOOPBACK = "127.0.0.1";

/** Port 0 picks a free one. Reachable from this machine only. */
export async function startMailbox({ smtpPort, webPort }: { smtpPort: number; webPort: number }): Promise<Mailbox> {
  // maildev keeps a copy of each mail on disk, by default in a folder that all its instances share.
  const mailDirectory = fs.mkdtempSync(path.join(os.tmpdir(), "promised-mailbox-"));
  const maildev = new MailDev({ smtp: smtpPort, web: webPort, ip: LOOPBACK, webIp: LOOPBACK, mailDirectory, maxEmails: MAX_MAILS, silent: true });
  const { smtp, api } = await hushed(() => maildev.start());
  return {
    smtpUrl: `smtp://${LOOPBACK}:${smtp.getAddress().port}`,
    webUrl: `http://${LOOPBACK}:${api?.getAddress()?.port ?? webPort}`,
    async stop() {
      await maildev.stop();
      fs.rmSync(mailDirectory, { recursive: true, force: true });
    },
  };
}

/** maildev announces its page even when told to be silent. */
async function hushed<Result>(work: () => Promise<Result>): Promise<Result> {
  const announce = console.info;
  console.info = () => undefined;
  try {
    return await work();
  } finally {
    console.info = announce;
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { "smtp-port": { type: "string", default: "1025" }, "web-port": { type: "string", default: "1080" } } });
  const mailbox = await startMailbox({ smtpPort: Number(values["smtp-port"]), webPort: Number(values["web-port"]) });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void mailbox.stop().then(() => process.exit(0)));
}
