import { PrismaPg } from "@prisma/adapter-pg-7";
import { defineConfig } from "prisma/config";

// The JavaScript engine needs no downloaded binary. Adapter 6.19.3 cannot read the column type `name`, on which
// `migrate deploy` fails, so the command line (and only it) uses adapter 7; see docs/decisions.md.
export default defineConfig({
  experimental: { adapter: true },
  schema: "prisma/schema.prisma",
  engine: "js",
  adapter: async () =>
    // Else the command lingers for the ten seconds that the pool keeps an idle connection.
    new PrismaPg({ connectionString: process.env.DATABASE_URL ?? "", allowExitOnIdle: true }) as never,
});
