/** A mail server that takes everything, counts it, and on request fails at any step: for tests and load runs. */
import { once } from "node:events";
import net from "node:net";

/** Where in a conversation the server stands: `message` is the moment after the last byte of a mail. */
export type SmtpStep = "connect" | "EHLO" | "MAIL" | "RCPT" | "DATA" | "message";
/** An answer line instead of the usual one, or an accident. drop_accepted: keeps the mail and loses the answer. */
export type SmtpReply = `${number} ${string}` | "drop" | "drop_accepted" | "hang";

export interface SmtpSink {
  readonly url: string;
  readonly port: number;
  /** Accepted mails as they came, headers and body; only their number with `keep: false`. */
  readonly mails: readonly string[];
  readonly mailCount: number;
  close(): Promise<void>;
}

export interface SinkOptions {
  readonly port?: number;
  readonly keep?: boolean;
  /** Asked at each step; undefined: go on as usual. */
  readonly onStep?: (step: SmtpStep, text: string) => SmtpReply | undefined;
}

const USUAL: Record<SmtpStep, string> = {
  connect: "220 sink ready",
  EHLO: "250-sink\r\n250 8BITMIME",
  MAIL: "250 sender ok",
  RCPT: "250 recipient ok",
  DATA: "354 go ahead",
  message: "250 accepted",
};
const END_OF_MESSAGE = "\r\n.\r\n";

export async function startSmtpSink({ port = 0, keep = true, onStep = () => undefined }: SinkOptions = {}): Promise<SmtpSink> {
  const mails: string[] = [];
  const sockets = new Set<net.Socket>();
  let mailCount = 0;
  const accept = (mail: string): void => {
    mailCount++;
    if (keep) mails.push(mail);
  };
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // The client may leave at any moment; what that means is the client's business.
    socket.on("error", () => socket.destroy());
    converse(socket, { onStep, accept });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as net.AddressInfo; // listening on TCP
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    port: address.port,
    mails,
    get mailCount() {
      return mailCount;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function converse(socket: net.Socket, { onStep, accept }: { onStep: NonNullable<SinkOptions["onStep"]>; accept: (mail: string) => void }): void {
  let pending = "";
  let isInMessage = false;
  const answer = (step: SmtpStep, text: string): void => {
    const reply = onStep(step, text) ?? USUAL[step];
    const isAccepted = step === "message" && (reply === "drop_accepted" || reply.startsWith("2"));
    if (isAccepted) accept(text);
    if (reply === "hang") return;
    if (reply === "drop" || reply === "drop_accepted") socket.destroy();
    else socket.write(`${reply}\r\n`);
    isInMessage = step === "DATA" && reply.startsWith("3");
  };
  const takeNext = (): boolean => {
    const ending = isInMessage ? END_OF_MESSAGE : "\r\n";
    const end = pending.indexOf(ending);
    if (end === -1) return false;
    const text = pending.slice(0, end);
    pending = pending.slice(end + ending.length);
    if (isInMessage) answer("message", text);
    else command(text);
    return true;
  };
  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "QUIT") socket.end("221 bye\r\n");
    else if (verb === "RSET" || verb === "NOOP") socket.write("250 ok\r\n");
    else if (verb === "HELO" || verb === "EHLO") answer("EHLO", line);
    else if (verb === "MAIL" || verb === "RCPT" || verb === "DATA") answer(verb, line);
    else socket.write("502 not known here\r\n");
  };
  socket.setEncoding("utf8");
  socket.on("data", (chunk) => {
    pending += String(chunk);
    while (takeNext());
  });
  answer("connect", "");
}
