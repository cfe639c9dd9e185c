/** The process's settings, read and checked once. A missing one is named together with what to do. */
import { z } from "zod";

/** Missing and empty are the same mistake with the same remedy. */
const required = (remedy: string) => z.string(remedy).min(1, remedy);

const settings = z.object({
  DATABASE_URL: required("Set DATABASE_URL to a PostgreSQL server, or start the app with npm run demo, which brings one."),
  SHOPIFY_API_KEY: required("Set SHOPIFY_API_KEY to the app's client id (Partner Dashboard, API credentials)."),
  SHOPIFY_API_SECRET: required("Set SHOPIFY_API_SECRET to the app's client secret (Partner Dashboard, API credentials)."),
  SHOPIFY_APP_URL: z.url("Set SHOPIFY_APP_URL to the app's public https address."),
  SCOPES: z.string().optional(),
  /** Where the server answers, and the worker its health checks; 0 takes any free port. */
  PORT: z.coerce.number().int().min(0).max(65535).optional(),
  SMTP_URL: z.string().default("smtp://127.0.0.1:1025"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  /** How long a claimed delivery belongs to one worker before another may take it. */
  INBOX_LEASE_SECONDS: z.coerce.number().positive().default(60),
  /** How often a worker looks for work that no notification announced. */
  INBOX_POLL_SECONDS: z.coerce.number().positive().default(5),
  /** Waits between tries are this, doubled each time. */
  RETRY_BASE_SECONDS: z.coerce.number().positive().default(2),
  /** How long a job may be silent before it counts as abandoned; pg-boss takes no less than 10. */
  JOB_LEASE_SECONDS: z.coerce.number().int().min(10).default(60),
  /** How often a worker looks for abandoned jobs. */
  JOB_MONITOR_SECONDS: z.coerce.number().int().min(1).default(30),
});

export type Env = z.infer<typeof settings>;

/** Throws one error that lists every setting that is missing or wrong. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const parsed = settings.safeParse(source);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map((issue) => `- ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The app cannot start with these settings:\n${complaints.join("\n")}`);
}
