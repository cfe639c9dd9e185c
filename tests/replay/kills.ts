/** Starts the killer and keeps it told how far the replay is. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import type { KillerMessage } from "./killer.ts";

export interface Kills {
  /** How many orders have been placed. */
  tell(ordersPlaced: number): void;
  /** Resolves, once the last kill is done, to the number of kills of each victim. Throws when the killer failed. */
  done(): Promise<Record<string, number>>;
  /** Ends the killer before its time. */
  stop(): void;
}

export function startKilling({ pidFolder, orders, kills, seed }: { pidFolder: string; orders: number; kills: number; seed: number }): Kills {
  const killer: ChildProcess = fork(path.join(import.meta.dirname, "killer.ts"), [pidFolder, String(orders), String(kills), String(seed)], { execArgv: [] });
  const killed: Record<string, number> = {};
  killer.on("message", ({ victim }: { victim: string }) => {
    killed[victim] = (killed[victim] ?? 0) + 1;
  });
  const ended = new Promise<Record<string, number>>((resolve, reject) => {
    killer.once("exit", (code) => (code === 0 ? resolve(killed) : reject(new Error(`the killer ended with ${code}`))));
  });
  // Whoever asks for `done` learns of a failure; until then it must not end the replay unseen.
  ended.catch(() => undefined);
  // A killer that ends between the look and the message has done its work, or says by its exit that it has not.
  const passOver = (): void => undefined;
  return {
    tell(ordersPlaced) {
      const message: KillerMessage = { ordersPlaced };
      if (killer.connected) killer.send(message, passOver);
    },
    done: () => ended,
    stop: () => void killer.kill(),
  };
}
