import { request as httpRequest } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

/** Headers that belong to one connection and are never passed on. */
const OWN_TO_CONNECTION = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

export type Forwarding = {
  /** `http://127.0.0.1:PORT` of the server behind. */
  origin: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
  /** Rewrites the answer. Bodies are read whole only where `body` wants their type. */
  answer?: {
    headers?: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;
    wantsBody?: (contentType: string) => boolean;
    body?: (text: string) => string;
  };
};

/** Passes a request on and its answer back. 502 with the reason when nobody answers behind. */
export function forward(request: IncomingMessage, response: ServerResponse, { origin, path, headers, answer = {} }: Forwarding): void {
  const behind = httpRequest(
    `${origin}${path ?? request.url ?? "/"}`,
    { method: request.method, headers: { ...passedOn(request.headers), ...headers } },
    (answered) => {
      const answeredHeaders = answer.headers?.(answered.headers) ?? answered.headers;
      const passed = passedOn(answeredHeaders);
      const status = answered.statusCode ?? 502;
      const { wantsBody, body } = answer;
      if (body === undefined || wantsBody?.(String(answered.headers["content-type"] ?? "")) !== true) {
        response.writeHead(status, passed);
        answered.pipe(response);
        return;
      }
      const chunks: Buffer[] = [];
      answered.on("data", (chunk: Buffer) => chunks.push(chunk));
      answered.on("end", () => {
        const rewritten = Buffer.from(body(Buffer.concat(chunks).toString("utf8")));
        delete passed["content-length"];
        response.writeHead(status, { ...passed, "content-length": rewritten.length }).end(rewritten);
      });
    },
  );
  behind.on("error", (error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { "content-type": "text/plain" }).end(`Nobody answers at ${origin}: ${error.message}`);
  });
  // A browser that goes away takes its request with it.
  response.on("close", () => {
    if (!response.writableFinished) behind.destroy();
  });
  request.pipe(behind);
}

function passedOn(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_TO_CONNECTION.includes(name)));
}
