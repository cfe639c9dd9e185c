/** Started with `--import`: loads the app with the bug that the environment names. */
import { registerHooks } from "node:module";
import { SEEDED_BUGS, withBug } from "./seeded-bugs.ts";

export const BUG_VARIABLE = "SIMULATED_BUG";

const wanted = process.env[BUG_VARIABLE];
const bug = SEEDED_BUGS.find(({ name }) => name === wanted);
if (bug === undefined) throw new Error(`There is no bug "${wanted}". There are: ${SEEDED_BUGS.map(({ name }) => name).join(", ")}.`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/${bug.file}`)) return loaded;
    return { ...loaded, source: withBug(bug, String(loaded.source)) };
  },
});
