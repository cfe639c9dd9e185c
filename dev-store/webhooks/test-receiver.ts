import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";

export type Received = { topic: string; id: string; headers: IncomingHttpHeaders; body: string };

/** A tiny app: keeps what it gets and answers what `answerWith` says; null breaks the connection. */
export class Receiver {
  received: Received[] = [];
  answerWith: (nth: number) => number | null = () => 200;
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { headers } = request;
      const body = Buffer.concat(chunks).toString("utf8");
      this.received.push({ topic: String(headers["x-shopify-topic"]), id: String(headers["x-shopify-webhook-id"]), headers, body });
      const status = this.answerWith(this.received.length);
      if (status === null) request.socket.destroy();
      else response.writeHead(status).end();
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  topics(): string[] {
    return this.received.map(({ topic }) => topic);
  }
}
