/**
 * Kills the app's server and worker (SIGKILL: no time to say goodbye) while orders come in. A process of its own, started
 * by the replay, which tells it how many orders were placed; moments and victims come from the seed. The process ids are
 * in files, because every victim comes back under another one.
 *
 *   node tests/replay/killer.ts PID-FOLDER ORDERS KILLS SEED
 */
import fs from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "./random.ts";

const VICTIMS = ["app", "worker"] as const;
/** A moment is a number of orders placed plus up to this, so that it falls into any phase of the work. */
const MAX_JITTER_MS = 1_500;
const POLL_MS = 50;

export interface KillerMessage {
  readonly ordersPlaced: number;
}

const [pidFolder = "", orders = "", kills = "", seed = ""] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const moments = Array.from({ length: Number(kills) }, () => random.between(0, Number(orders) - 1)).sort((a, b) => a - b);

let ordersPlaced = 0;
process.on("message", (message: KillerMessage) => {
  ordersPlaced = message.ordersPlaced;
});

// Without the replay there is nothing left to kill, and the ids may soon be others'.
process.on("disconnect", () => process.exit());

for (const moment of moments) {
  while (ordersPlaced < moment) await pause(POLL_MS);
  await pause(random.between(0, MAX_JITTER_MS));
  await kill(random.happens(0.5) ? VICTIMS[0] : VICTIMS[1]);
}
process.exit();

/** Waits for the victim to be back from the kill before, for only a living process can be killed. */
async function kill(victim: string): Promise<void> {
  for (;;) {
    const pid = Number(fs.readFileSync(path.join(pidFolder, victim), "utf8"));
    if (pid > 0 && isAlive(pid)) {
      process.kill(pid, "SIGKILL");
      process.send?.({ victim });
      return;
    }
    await pause(POLL_MS);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
