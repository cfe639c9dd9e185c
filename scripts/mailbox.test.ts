import { expect, test } from "vitest";
import { createMailer } from "../app/adapters/email/mailer.server.ts";
import { parseMailAddress } from "../app/domain/mail-address.ts";
import { startMailbox } from "./mailbox.ts";

test("a mail that was sent can be read in the mailbox", async () => {
  const mailbox = await startMailbox({ smtpPort: 0, webPort: 0 });
  const mailer = createMailer({ smtpUrl: mailbox.smtpUrl });
  try {
    const outcome = await mailer.send({
      noticeId: "confirmed:1",
      messageId: "confirmed-1@northwind.example.com",
      from: { name: "Käthe's Kitchen", address: parseMailAddress("hello@northwind.example.com")! },
      to: parseMailAddress("ada@example.com")!,
      subject: "Ihre Bestellung für Größe 38 – unterwegs",
      html: "<p>Grüße</p>",
      text: "Grüße\n",
    });
    expect(outcome).toEqual({ outcome: "accepted" });
    const mails = (await (await fetch(`${mailbox.webUrl}/api/email`)).json()) as unknown[];
    expect(mails).toMatchObject([
      {
        from: [{ name: "Käthe's Kitchen", address: "hello@northwind.example.com" }],
        to: [{ address: "ada@example.com" }],
        subject: "Ihre Bestellung für Größe 38 – unterwegs",
        headers: { "x-promised-notice": "confirmed:1" },
        text: "Grüße\n",
      },
    ]);
  } finally {
    mailer.close();
    await mailbox.stop();
  }
});
