import { join } from "node:path";

/** Recorded interactions of a real shop, beside the project where they are at hand. Never copied into it. */
export const RECORDINGS = join(import.meta.dirname, "../../../shared/recordings");
