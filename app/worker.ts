/** The worker process: deliveries, jobs, and what comes due by the clock. `npm run worker`. */
import http from "node:http";
import { createKeyLocks } from "./adapters/queue/key-locks.server.ts";
import { pool, prisma } from "./db.server.ts";
import { readEnv } from "./env.server.ts";
import { answerHealth } from "./health.server.ts";
import { startTimetable } from "./jobs/timetable.ts";
import { startWorker } from "./jobs/worker.ts";
import { inbox, jobs, log, mailer, openJobQueue, parts } from "./wiring.server.ts";

const DEFAULT_PORT = 3001;
/** After this long a stop is an end, whatever is still in hand: leases give it to another worker. */
const STOP_DEADLINE_MS = 25_000;

const env = readEnv();
let isStopping = false;

const locks = createKeyLocks(env.DATABASE_URL);
const worker = await startWorker({
  parts,
  inbox,
  queue: openJobQueue({ works: true }),
  locks,
  log,
  connectionString: env.DATABASE_URL,
  leaseSeconds: env.INBOX_LEASE_SECONDS,
  pollSeconds: env.INBOX_POLL_SECONDS,
  retryBaseSeconds: env.RETRY_BASE_SECONDS,
});
const timetable = startTimetable({ parts, pool, locks, log });

const health = http.createServer((request, response) => {
  answerHealth(request.url ?? "/", response, isStopping).then(
    (isAnswered) => void (isAnswered || response.writeHead(404).end()),
    (error: unknown) => log.error({ err: error }, "health"),
  );
});
health.listen(env.PORT ?? DEFAULT_PORT, () => log.info({ port: env.PORT ?? DEFAULT_PORT }, "worker ready"));

async function stop(signal: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info({ signal }, "worker stops");
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  await timetable.stop();
  health.close();
  await worker.stop();
  await jobs.stop();
  mailer.close();
  await prisma.$disconnect();
  await pool.end();
  log.info("worker stopped");
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => void stop(signal));
