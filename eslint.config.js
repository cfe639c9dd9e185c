import tseslint from "typescript-eslint";

/** Imports point one way: routes, jobs -> use-cases -> domain; adapters implement ports; nothing in app knows the dev store. */
const forbid = (...groups) => ({
  "no-restricted-imports": ["error", { patterns: groups.map(([group, message]) => ({ group, message })) }],
});
const devStore = [["**/dev-store/**", "**/tests/**", "**/scripts/**"], "The app knows nothing of the dev store, tests or scripts."];
const outside = [
  ["@prisma/*", "pg", "pg-boss", "@shopify/*", "nodemailer", "mjml", "@remix-run/*", "react", "react-dom", "express", "pino", "node:*"],
  "The domain and the use cases know no vendor; ask for it as a port.",
];

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      "build/",
      ".data/",
      ".cache/",
      "public/build/",
      "**/*.generated.ts",
      "**/*.generated.d.ts",
      "**/*.types.d.ts",
      "extensions/**/assets/",
    ],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-empty": ["error", { allowEmptyCatch: false }],
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  { files: ["app/**"], ignores: ["**/*.test.ts", "**/*.test.tsx", "app/testing/**"], rules: forbid(devStore) },
  {
    files: ["app/domain/**"],
    ignores: ["**/*.test.ts"],
    rules: forbid(devStore, outside, [
      ["**/use-cases/**", "**/adapters/**", "**/jobs/**", "**/routes/**", "**/components/**", "**/*.server.ts"],
      "The domain imports only the domain.",
    ]),
  },
  {
    files: ["app/use-cases/**"],
    ignores: ["**/*.test.ts"],
    rules: forbid(devStore, outside, [
      ["**/adapters/**", "**/jobs/**", "**/routes/**", "**/components/**", "**/*.server.ts"],
      "Use cases import the domain and ports.",
    ]),
  },
  {
    files: ["app/adapters/**"],
    ignores: ["**/*.test.ts"],
    rules: forbid(devStore, [["**/jobs/**", "**/routes/**", "**/components/**"], "Adapters implement ports; they call nobody above them."]),
  },
  {
    files: ["app/jobs/**"],
    ignores: ["**/*.test.ts"],
    rules: forbid(devStore, [["**/routes/**", "**/components/**"], "A job parses and calls one use case."]),
  },
  {
    files: ["app/components/**"],
    ignores: ["**/*.test.ts", "**/*.test.tsx"],
    rules: forbid(devStore, [["**/use-cases/**", "**/adapters/**", "**/jobs/**", "**/routes/**", "**/*.server.ts"], "Components take props and raise events."]),
  },
  { files: ["**/*.test.ts", "**/*.test.tsx", "tests/**"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
);
