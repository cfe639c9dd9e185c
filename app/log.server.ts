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
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: typeof error };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return { type: error.name, message: error.message, stack: error.stack, ...code };
}
