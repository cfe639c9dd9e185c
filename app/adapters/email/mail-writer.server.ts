/** Notices as mails: the letter's words in the template's looks. */
import type { MailWriter } from "../../use-cases/ports/notices.ts";
import { writeLetter } from "./letter.ts";
import { renderHtml, renderText } from "./mail-templates.server.ts";

export const mailWriter: MailWriter = {
  async write(notice) {
    const letter = writeLetter(notice);
    const [html, text] = await Promise.all([renderHtml(letter), renderText(letter)]);
    return { subject: letter.subject, html, text };
  },
};
