/** Renders a page as a stream: what is ready goes out at once, slow parts follow. */
import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable } from "@remix-run/node";
import type { EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { renderToPipeableStream } from "react-dom/server";
import { addDocumentResponseHeaders } from "./shopify.server.ts";
import { log } from "./wiring.server.ts";

const RENDER_DEADLINE_MS = 10_000;

export default function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext): Promise<Response> {
  addDocumentResponseHeaders(request, headers);
  return new Promise((resolve, reject) => {
    let isShellSent = false;
    let statusNow = status;
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={context} url={request.url} abortDelay={RENDER_DEADLINE_MS} />, {
      onShellReady() {
        isShellSent = true;
        const body = new PassThrough();
        headers.set("Content-Type", "text/html; charset=utf-8");
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status: statusNow }));
        pipe(body);
      },
      onShellError: reject,
      onError(error) {
        statusNow = 500;
        // Before the shell is sent, the rejection above reports it.
        if (isShellSent) log.error({ err: error }, "page failed while it was being sent");
      },
    });
    setTimeout(abort, RENDER_DEADLINE_MS).unref();
  });
}

/** An address that does not exist is the visitor's mistake; everything else is ours to read about. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted || (isRouteErrorResponse(error) && error.status < 500)) return;
  log.error({ err: error, pathname: new URL(request.url).pathname }, "page failed");
}
