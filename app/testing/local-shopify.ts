/** A local http server in Shopify's place, for tests of the client: it answers what it is told to, request by request. */
import http from "node:http";
import type { AddressInfo } from "node:net";

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown;
  /** "drop": the connection ends without an answer. "silence": no answer ever. */
  readonly instead?: "drop" | "silence";
}

export interface LocalShopify {
  /** In place of `fetch`: leads every host here. */
  readonly fetch: typeof fetch;
  /** Bodies of the requests so far, parsed. */
  readonly requests: { readonly path: string; readonly token: string | undefined; readonly body: Record<string, unknown> }[];
  /** Decides each answer; `nth` counts from 1. */
  reply(decide: (nth: number, body: Record<string, unknown>) => Reply | Promise<Reply>): void;
  close(): Promise<void>;
}

export async function startLocalShopify(): Promise<LocalShopify> {
  const requests: LocalShopify["requests"] = [];
  let decide: (nth: number, body: Record<string, unknown>) => Reply | Promise<Reply> = () => ({ body: { data: {} } });
  let answered = 0;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>; // sent by the code under test
      requests.push({ path: request.url ?? "", token: request.headers["x-shopify-access-token"]?.toString(), body });
      void Promise.resolve(decide(++answered, body)).then((reply) => {
        if (reply.instead === "silence") return;
        if (reply.instead === "drop") return request.socket.destroy();
        response.writeHead(reply.status ?? 200, { "Content-Type": "application/json", ...reply.headers });
        response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP, so it has a port
  return {
    requests,
    fetch: (address, init) => fetch(`${origin}${new URL(address as string).pathname}`, init), // the client asks with text
    reply(next) {
      decide = next;
      answered = 0;
      requests.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
