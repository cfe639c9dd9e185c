/**
 * Whose turn it is. Everything the app does at the same time waits here before each call of a port, and one of those who
 * wait goes on, drawn by the seed: so a run is the same whenever it is repeated, and every order of events comes up.
 */
import type { Random } from "../../replay/random.ts";

/** One process of the app. Once it has died nothing of it goes on, not even what it would do when something fails. */
export interface Incarnation {
  readonly id: string;
  isDead: boolean;
}

export class Turns {
  readonly #random: Random;
  #waiting: { readonly who: Incarnation; readonly goOn: () => void }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  async wait(who: Incarnation): Promise<void> {
    await new Promise<void>((goOn) => this.#waiting.push({ who, goOn }));
  }

  /** Lets one of those who wait go on. False: nobody waits. */
  async step(): Promise<boolean> {
    await othersDone();
    const chosen = this.#waiting[this.#random.between(0, this.#waiting.length - 1)];
    if (chosen === undefined) return false;
    this.#waiting = this.#waiting.filter((one) => one !== chosen);
    chosen.goOn();
    return true;
  }

  forget(who: Incarnation): void {
    this.#waiting = this.#waiting.filter((one) => one.who !== who);
  }
}

/** Everything that can go on by itself has gone on. */
function othersDone(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

/** What a dead process waits for. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
