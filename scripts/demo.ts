/**
 * `npm run demo`: a shop, its mailbox and the app on this machine, until Ctrl-C. `-- --reset` starts from an untouched shop.
 * `-- --theme harbour` shows it in its other theme, `-- --second-shop` opens another shop beside it.
 * `-- --dev` is the same with pages that are built anew when their source changes: reload to see them.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { seedDemoSupply } from "../prisma/seed.ts";
import { DEMO_FOLDER as FOLDER, SHOP, startStack } from "./stack.ts";

const PREFERRED_PORTS = { storefront: 4000, appProxy: 4001, tls: 4443, app: 3000, workerHealth: 3001, smtp: 1025, mailbox: 1080 };

const say = (words: string) => console.log(`› ${words}`);
const reset = process.argv.includes("--reset") || !fs.existsSync(`${FOLDER}/seeded`);

const isDevelopment = process.argv.includes("--dev");
const hasSecondShop = process.argv.includes("--second-shop");
const theme = process.argv[process.argv.indexOf("--theme") + 1];
const storeArguments = [...(process.argv.includes("--theme") ? ["--theme", theme ?? ""] : []), ...(hasSecondShop ? ["--second-shop"] : [])];

if (!isDevelopment) build();
const stack = await startStack({
  folder: FOLDER,
  reset,
  preferredPorts: PREFERRED_PORTS,
  keepAlive: true,
  devStoreArguments: storeArguments,
  say,
  ...(isDevelopment ? { appEnv: { NODE_ENV: "development" } } : {}),
});
if (reset) {
  say("Filling the shop with suppliers and purchase orders ...");
  await seedDemoSupply({ databaseUrl: stack.databaseUrl, shop: SHOP });
  fs.writeFileSync(`${FOLDER}/seeded`, "");
}

console.log(`
  Promised is running.

  Shop, as a shopper sees it    ${stack.addresses.storefront}
  Shopify admin with the app    ${stack.addresses.admin}
  Mailbox                       ${stack.addresses.mailbox}
${hasSecondShop ? `  Second shop                   http://kumo-works.localhost:${stack.ports.storefront}/ (its admin: /admin)\n` : ""}  Console of the dev store      ${stack.addresses.console}

  Try: sell something that is sold out, find it under Backorders, receive units of its purchase order,
  fulfil the order in Orders, and read the mails. Logs are in ${FOLDER}/logs. Ctrl-C ends it all.
`);

let isStopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    say("Stopping ...");
    void stack.stop().then(() => process.exit(0));
  });
}
setInterval(() => {}, 1 << 30); // stay until told to stop

function build(): void {
  say("Building the app ...");
  const built = spawnSync(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", "vite:build"], { encoding: "utf8" });
  if (built.status === 0) return;
  console.error(`The app could not be built:\n${built.stdout}${built.stderr}`);
  process.exit(1);
}
