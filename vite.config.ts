import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vitest/config";

const isTest = process.env.VITEST !== undefined;

const TESTS = ["{app,dev-store,scripts,tests,extensions,prisma}/**/*.test.{ts,tsx}"];
const STACK_TESTS = ["tests/{e2e,race,replay,simulation}/**/*.test.ts"];
/** Every webhook that any test sends is held against Shopify's schema. */
const env = { DEV_STORE_VALIDATE_WEBHOOKS: "1" };
const shared = { env, setupFiles: ["tests/fail-on-console-error.ts"], testTimeout: 30_000, hookTimeout: 60_000, pool: "forks" as const };

export default defineConfig({
  plugins: isTest
    ? []
    : [
        remix({
          ignoredRouteFiles: ["**/*.test.ts", "**/*.test.tsx"],
          future: { v3_fetcherPersist: true, v3_relativeSplatPath: true, v3_throwAbortReason: true, v3_singleFetch: false, v3_lazyRouteDiscovery: false },
        }),
      ],
  build: { assetsInlineLimit: 0 },
  test: {
    ...shared,
    // What starts a whole stack gets the machine to itself, after everything else: it has deadlines to keep.
    projects: [
      {
        test: {
          ...shared,
          name: "parts",
          include: TESTS,
          exclude: STACK_TESTS,
          globalSetup: ["tests/global-setup.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: "whole", include: STACK_TESTS, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
