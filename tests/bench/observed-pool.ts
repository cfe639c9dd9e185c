/** A pool that asks PostgreSQL, for statements of one kind, what each reads: it is explained with its own values first, then undone and run. */
import type pg from "pg";

export interface Observed {
  readonly pool: pg.Pool;
  /** Rows that scans of tables returned, and 8 kB pages touched, by all statements of the kind. */
  seen(): { readonly rowsRead: number; readonly buffers: number };
}

interface Plan {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly Plan[];
}

export function observeStatements(pool: pg.Pool, kind: RegExp): Observed {
  const seen = { rowsRead: 0, buffers: 0 };
  const watch = (client: pg.PoolClient): pg.PoolClient =>
    new Proxy(client, {
      get(target, name) {
        if (name !== "query") return bound(target, name);
        return async (...asked: readonly unknown[]) => {
          const [text, values] = statementOf(asked);
          if (kind.test(text)) {
            await target.query("SAVEPOINT observed");
            const { rows } = await target.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, [...values]);
            await target.query("ROLLBACK TO SAVEPOINT observed");
            const plan = rows[0]?.["QUERY PLAN"][0].Plan;
            if (plan !== undefined) {
              seen.rowsRead += rowsRead(plan);
              seen.buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
            }
          }
          return Reflect.apply(target.query, target, asked) as unknown;
        };
      },
    });
  const watched = new Proxy(pool, { get: (target, name) => (name === "connect" ? async () => watch(await target.connect()) : bound(target, name)) });
  return { pool: watched, seen: () => seen };
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name);
  return typeof value === "function" ? (value.bind(target) as unknown) : value;
}

function statementOf([first, second]: readonly unknown[]): [string, readonly unknown[]] {
  if (typeof first === "string") return [first, Array.isArray(second) ? second : []];
  const { text, values } = first as pg.QueryConfig; // the two forms in which stores ask
  return [text, values ?? (Array.isArray(second) ? second : [])];
}

/** Looking a row up to write it is reading it too. */
function rowsRead(plan: Plan): number {
  const own = plan["Relation Name"] !== undefined && /Scan/.test(plan["Node Type"]) ? plan["Actual Rows"] * plan["Actual Loops"] : 0;
  return own + (plan.Plans ?? []).reduce((sum, child) => sum + rowsRead(child), 0);
}
