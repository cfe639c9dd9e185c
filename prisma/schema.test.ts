import { inject, expect, test } from "vitest";
import { randomUUID } from "node:crypto";
import { prisma } from "../scripts/migrate.ts";
import { databaseAt, TEMPLATE, withClient } from "../tests/global-setup.ts";

// Prisma's own comparison needs an engine that cannot run here, so both sides are built and their catalogues compared.
const CATALOGUE = `
  SELECT 'column' AS kind, table_name || '.' || column_name AS name,
         concat_ws(' ', data_type, udt_name, datetime_precision, is_nullable, column_default) AS detail
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
  UNION ALL
  SELECT 'index', tablename || '.' || indexname, indexdef
    FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' AND indexdef NOT LIKE '% WHERE %'
  ORDER BY 1, 2`;

test("the migrations give exactly the Prisma schema", async () => {
  const server = inject("databaseServer");
  const fromMigrations = await withClient(databaseAt(server, TEMPLATE), (client) => client.query(CATALOGUE));

  const name = `schema_${randomUUID().replaceAll("-", "")}`;
  await withClient(server, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = databaseAt(server, name);
  const script = prisma(["migrate", "diff", "--from-empty", "--to-schema-datamodel", "prisma/schema.prisma", "--script"], url);
  const fromSchema = await withClient(url, async (client) => {
    await client.query(script);
    return client.query(CATALOGUE);
  });

  expect(fromSchema.rows.length).toBeGreaterThan(100);
  expect(fromMigrations.rows).toEqual(fromSchema.rows);
});

test("every key begins with the shop", async () => {
  const keys = await withClient(databaseAt(inject("databaseServer"), TEMPLATE), (client) =>
    client.query(`
      SELECT c.relname AS "table", a.attname AS "first column"
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE n.nspname = 'public' AND i.indisunique AND c.relname NOT IN ('_prisma_migrations', 'session') AND a.attname <> 'shop'`),
  );
  expect(keys.rows).toEqual([]);
});
