/** Chance that can be repeated: the same seed gives the same numbers on every machine. */
export interface Random {
  /** At least 0, below 1. */
  fraction(): number;
  /** A whole number between both ends, ends included. */
  between(lowest: number, highest: number): number;
  /** True with the given probability. */
  happens(probability: number): boolean;
}

/** Tommy Ettinger's mulberry32 (public domain): 32 bits of state, good enough to shuffle a shop's day. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    fraction,
    between: (lowest, highest) => lowest + Math.floor(fraction() * (highest - lowest + 1)),
    happens: (probability) => fraction() < probability,
  };
}
