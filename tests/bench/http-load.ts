/** A load generator that costs little itself: prepared bytes over kept connections, one request at a time on each. */
import net from "node:net";

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  /** The bytes of the nth request, head and body. */
  request(nth: number): readonly Buffer[];
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers by status. */
  readonly answers: Readonly<Record<string, number>>;
}

export async function applyLoad(load: Load): Promise<LoadResult> {
  const answers: Record<string, number> = {};
  const timesMs: number[] = [];
  let next = 0;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: load.connections }, async () => {
      const connection = await connect(load.port);
      while (next < load.requests) {
        const sentMs = performance.now();
        const status = await connection.ask(load.request(next++));
        timesMs.push(performance.now() - sentMs);
        answers[status] = (answers[status] ?? 0) + 1;
      }
      connection.end();
    }),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  timesMs.sort((one, other) => one - other);
  const quantile = (share: number) => timesMs[Math.min(timesMs.length - 1, Math.floor(timesMs.length * share))] ?? Number.NaN;
  return { perSecond: timesMs.length / seconds, p50Ms: quantile(0.5), p99Ms: quantile(0.99), answers };
}

async function connect(port: number): Promise<{ ask(request: readonly Buffer[]): Promise<string>; end(): void }> {
  const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let answered: ((status: string) => void) | undefined;
  let failed: ((error: Error) => void) | undefined;
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    // Both servers answer without a body, so the head is all of it.
    if (!received.endsWith("\r\n\r\n")) return;
    const status = received.slice(9, 12);
    received = "";
    answered?.(status);
  });
  socket.on("error", (error) => failed?.(error));
  socket.on("close", () => failed?.(new Error("the server closed the connection")));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        [answered, failed] = [resolve, reject];
        socket.cork();
        for (const part of request) socket.write(part);
        socket.uncork();
      }),
    end() {
      failed = undefined;
      socket.end();
    },
  };
}
