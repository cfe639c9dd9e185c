import type { Instant } from "../../domain/ids.ts";

/** Time is an argument: use cases ask the clock, tests set it. */
export interface Clock {
  now(): Instant;
}
