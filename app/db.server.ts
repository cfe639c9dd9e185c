/** The process's one database pool and Prisma client, kept across reloads in development. */
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import type pg from "pg";
import { createPool } from "./adapters/prisma/database.server.ts";
import { readEnv } from "./env.server.ts";

const kept = globalThis as typeof globalThis & { promisedPool?: pg.Pool; promisedPrisma?: PrismaClient };

export const pool: pg.Pool = (kept.promisedPool ??= createPool(readEnv().DATABASE_URL));

export const prisma: PrismaClient = (kept.promisedPrisma ??= new PrismaClient({
  adapter: new PrismaPg({ connectionString: readEnv().DATABASE_URL }),
}));
