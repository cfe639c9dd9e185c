/** Notices as mails: the letter's words in the template's looks. */
import type { MailWriter, WrittenMail } from "../../use-cases/ports/notices.ts";
import { type Letter, writeLetter, writeTestLetter } from "./letter.ts";
import { renderHtml, renderText } from "./mail-templates.server.ts";

export const mailWriter: MailWriter = {
  write: async (notice) => dress(writeLetter(notice)),
  writeTest: async (shop) => dress(writeTestLetter(shop)),
};

async function dress(letter: Letter): Promise<WrittenMail> {
  const [html, text] = await Promise.all([renderHtml(letter), renderText(letter)]);
  return { subject: letter.subject, html, text };
}
