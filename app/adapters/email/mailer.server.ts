/**
 * The mailer over SMTP. What matters is to know what happened: a message that was certainly not sent may be tried
 * again, one whose answer got lost may not. The line between the two is the first byte of the message on the wire.
 */
import { createTransport } from "nodemailer";
import type { MailMessage, Mailer, MailOutcome } from "../../use-cases/ports/notices.ts";

export interface MailerSettings {
  /** smtp://user:password@host:port, or smtps:// for TLS from the first byte. */
  readonly smtpUrl: string;
  readonly maxConnections?: number;
  readonly connectTimeoutMs?: number;
  readonly silenceTimeoutMs?: number;
  readonly deadlineMs?: number;
}

const MAX_CONNECTIONS = 4;
const MAX_MESSAGES_PER_CONNECTION = 100;
/** Only for messages of which not a byte was sent, e.g. when the server had closed an idle connection. */
const MAX_REQUEUES = 2;
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;
/** The longest conversation about one message, however slowly the server trickles. Leases outlast it. */
export const SEND_DEADLINE_MS = 60_000;

/** Ends a header field, or the text of some parsers. */
const HEADER_BREAK = /[\r\n\0]/;

export interface SmtpMailer extends Mailer {
  /** Ends idle connections; a conversation under way is finished first. */
  close(): void;
}

export function createMailer(settings: MailerSettings): SmtpMailer {
  const transport = createTransport({
    url: settings.smtpUrl,
    pool: true,
    maxConnections: settings.maxConnections ?? MAX_CONNECTIONS,
    maxMessages: MAX_MESSAGES_PER_CONNECTION,
    maxRequeues: MAX_REQUEUES,
    connectionTimeout: settings.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    greetingTimeout: settings.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    socketTimeout: settings.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const wires = watchWires(transport);

  async function send(message: MailMessage): Promise<MailOutcome> {
    const unfit = unfitHeader(message);
    if (unfit !== null) return { outcome: "refused", reason: `line break in ${unfit}` };
    const wire = wires.open(message.messageId);
    try {
      await transport.sendMail({ ...envelopeOf(message), signal: AbortSignal.timeout(settings.deadlineMs ?? SEND_DEADLINE_MS) });
      return { outcome: "accepted" };
    } catch (error) {
      return outcomeOf(error, wire.wasTouched());
    } finally {
      wires.forget(message.messageId);
    }
  }

  return {
    send,
    check: () =>
      transport.verify().then(
        () => ({ ok: true }),
        (error: unknown) => ({ ok: false, reason: describe(error) }),
      ),
    close: () => transport.close(),
  };
}

/** `to` is an object, so that its text is never parsed as a list. */
function envelopeOf({ noticeId, messageId, from, to, subject, text, html }: MailMessage) {
  return {
    from: { name: from.name, address: from.address },
    to: { name: "", address: to },
    subject,
    text,
    html,
    messageId: `<${messageId}>`,
    // RFC 3834: vacation responders leave such mail alone.
    headers: { "X-Promised-Notice": noticeId, "Auto-Submitted": "auto-generated" },
  };
}

function unfitHeader({ noticeId, messageId, from, subject }: MailMessage): string | null {
  const fields = { subject, "sender name": from.name, "message id": messageId, "notice id": noticeId };
  return Object.entries(fields).find(([, text]) => HEADER_BREAK.test(text))?.[0] ?? null;
}

type Transport = ReturnType<typeof createTransport>;

/** Knows of each message under way whether its stream has been read, which the pool does only once DATA was accepted. */
function watchWires(transport: Transport) {
  const streams = new Map<string, NodeJS.ReadableStream[]>();
  transport.use("stream", (mail, done) => {
    mail.message.processFunc((stream) => {
      streams.get(mail.message.messageId().replace(/^<|>$/g, ""))?.push(stream);
      return stream;
    });
    done();
  });
  return {
    open(messageId: string) {
      const own: NodeJS.ReadableStream[] = [];
      streams.set(messageId, own);
      return { wasTouched: () => own.some((stream) => "readableDidRead" in stream && stream.readableDidRead === true) };
    },
    forget: (messageId: string) => void streams.delete(messageId),
  };
}

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

function outcomeOf(error: unknown, wasTouched: boolean): MailOutcome {
  const failure = asSmtpError(error);
  const reason = describe(error);
  if (isRefusal(failure)) return { outcome: "refused", reason };
  // Any other answer is an answer too: the server has not taken the message.
  const isUnanswered = wasTouched && failure.responseCode === undefined;
  return { outcome: isUnanswered ? "uncertain" : "unavailable", reason };
}

/**
 * The server will never take this message. A login or sender that it refuses is a setting to be corrected instead, and
 * 503 complains about the order of commands: the message stays owed.
 */
function isRefusal({ code, responseCode, command }: SmtpError): boolean {
  const isAboutMessage = (code === "EENVELOPE" || code === "EMESSAGE") && command !== "MAIL FROM";
  return isAboutMessage && (responseCode === undefined || (responseCode >= 500 && responseCode !== 503));
}

function asSmtpError(error: unknown): SmtpError {
  return error instanceof Error ? (error as SmtpError) : {}; // every field is optional and only compared
}

/** Codes only: a server's text often repeats the customer's address. */
function describe(error: unknown): string {
  const { code, responseCode, command } = asSmtpError(error);
  return [code ?? "unknown", responseCode, command].filter((part) => part !== undefined).join(" ");
}
