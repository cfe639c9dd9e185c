import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vitest/config";

const isTest = process.env.VITEST !== undefined;

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
    include: ["{app,dev-store,scripts,tests,extensions,prisma}/**/*.test.{ts,tsx}"],
    globalSetup: ["tests/global-setup.ts"],
    setupFiles: ["tests/fail-on-console-error.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
