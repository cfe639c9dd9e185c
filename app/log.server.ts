/** Structured logs: ids and counts, never payloads, names, addresses or tokens. */
import pino from "pino";

export type Log = Pick<pino.Logger, "info" | "warn" | "error" | "debug">;

/** `part` names the process: server, worker. */
export function createLog(level: string, part: string): pino.Logger {
  return pino({
    level,
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    // What an error of a library may carry of requests and tokens is cut to its name, words and place.
    serializers: { err: describeError },
    redact: { paths: ["*.accessToken", "*.refreshToken", "*.body", "*.email", "authorization"], remove: true },
  });
}

/** The parts of an error that hold no customer data: SQL errors carry rows in `detail`, HTTP errors carry bodies. */
export function describeError(error: unknown): object {
  // The job queue hands out plain copies of errors.
  if (typeof error !== "object" || error === null || !("message" in error)) return { message: typeof error };
  const { message } = error;
  const type = error instanceof Error ? error.name : "copied error";
  const stack = "stack" in error ? { stack: error.stack } : {};
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return { type, message, ...stack, ...code };
}
