/** Runs the project's own scripts against the replay's database, as an operator would. */
import { spawn } from "node:child_process";

export interface ScriptResult {
  readonly exitCode: number;
  readonly output: string;
  /** The JSON object on the last line of the output; null when there is none. */
  readonly figures: Readonly<Record<string, unknown>> | null;
}

export function runScript(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<ScriptResult> {
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    running.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    running.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    running.once("error", reject);
    running.once("close", (code) => {
      const output = Buffer.concat(chunks).toString("utf8");
      resolve({ exitCode: code ?? 1, output, figures: lastObject(output) });
    });
  });
}

function lastObject(output: string): Record<string, unknown> | null {
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) return null;
  const parsed: unknown = JSON.parse(last);
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : null;
}
