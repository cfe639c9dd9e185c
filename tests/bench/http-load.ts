/** A load generator that costs little itself: prepared bytes over kept connections, one request at a time on each. */
import net from "node:net";

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  /** The bytes of the nth request, head and body. */
  request(nth: number): readonly Buffer[];
  /** Looks at the body of each answer. */
  onAnswer?(body: string): void;
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
        const { status, body } = await connection.ask(load.request(next++));
        timesMs.push(performance.now() - sentMs);
        answers[status] = (answers[status] ?? 0) + 1;
        load.onAnswer?.(body);
      }
      connection.end();
    }),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  timesMs.sort((one, other) => one - other);
  const quantile = (share: number) => timesMs[Math.min(timesMs.length - 1, Math.floor(timesMs.length * share))] ?? Number.NaN;
  return { perSecond: timesMs.length / seconds, p50Ms: quantile(0.5), p99Ms: quantile(0.99), answers };
}

interface Answer {
  readonly status: string;
  readonly body: string;
}

async function connect(port: number): Promise<{ ask(request: readonly Buffer[]): Promise<Answer>; end(): void }> {
  const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let answered: ((answer: Answer) => void) | undefined;
  let failed: ((error: Error) => void) | undefined;
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    const answer = wholeAnswer(received);
    if (answer === null) return;
    received = "";
    answered?.(answer);
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

const HEAD_END = "\r\n\r\n";

/** The answer when all of it is there. The servers under load say how long their bodies are; without a word there is none. */
function wholeAnswer(received: string): Answer | null {
  const headLength = received.indexOf(HEAD_END) + HEAD_END.length;
  if (headLength < HEAD_END.length) return null;
  const head = received.slice(0, headLength);
  if (/^transfer-encoding:/im.test(head)) throw new Error(`an answer does not say its length: ${head}`);
  const bodyLength = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return received.length < headLength + bodyLength ? null : { status: received.slice(9, 12), body: received.slice(headLength) };
}
