// Every npm script starts here: `node scripts/bootstrap.mjs scripts/<task>.ts [arguments]`.
// Installs what is missing, then runs the task under the Node that the project pins. This file and only this file
// must run on the oldest Node that we bootstrap from, so it is plain JavaScript without dependencies.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = [20, 19];
const project = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const inProject = (...parts) => path.join(project, ...parts);
const pinnedNode = inProject("node_modules/node/bin/node" + (process.platform === "win32" ? ".exe" : ""));

const [task, ...taskArguments] = process.argv.slice(2);
if (task === undefined) stop("Say which task to run: node scripts/bootstrap.mjs scripts/demo.ts");

checkNode();
once("installed packages", ["package-lock.json"], installPackages);
once("generated Prisma client", ["prisma/schema.prisma", "package-lock.json"], generateClient);
runTask();

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  stop(`Promised needs Node ${OLDEST_NODE.join(".")} or newer to start; this is ${process.versions.node}. Get it from https://nodejs.org.`);
}

/** Runs `step` unless it has succeeded before with the same content of `inputs`. */
function once(name, inputs, step) {
  const stamp = inProject("node_modules", `.promised-${name.replaceAll(" ", "-").toLowerCase()}`);
  const digest = createHash("sha256").update(process.platform + process.arch);
  for (const input of inputs) digest.update(fs.readFileSync(inProject(input)));
  const wanted = digest.digest("hex");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted) return;
  step();
  fs.writeFileSync(stamp, wanted);
}

function installPackages() {
  const started = Date.now();
  say("Installing packages (two minutes or so the first time) ...");
  npm(["ci", "--ignore-scripts"], "The packages could not be installed. Is the npm registry reachable?");
  const { allowScripts } = JSON.parse(fs.readFileSync(inProject("package.json"), "utf8"));
  const allowed = Object.keys(allowScripts).filter((name) => fs.existsSync(inProject("node_modules", name)));
  say(`Letting ${allowed.join(", ")} finish their installation ...`);
  npm(["rebuild", ...allowed], "A package could not finish its installation.");
  if (!fs.existsSync(pinnedNode)) stop(`The pinned Node did not arrive at ${pinnedNode}. Delete node_modules and try again.`);
  say(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function npm(args, complaint) {
  const done = spawnSync(process.platform === "win32" ? "npm.cmd" : "npm", [...args, "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd: project,
    encoding: "utf8",
    // The packages' own scripts must not fetch anything beyond the registry.
    env: { ...process.env, PRISMA_SKIP_POSTINSTALL_GENERATE: "1", PUPPETEER_SKIP_DOWNLOAD: "1" },
    shell: process.platform === "win32",
  });
  if (done.status !== 0) stop(`${complaint} npm ${args.join(" ")} said:\n${done.stdout ?? ""}${done.stderr ?? ""}${done.error ?? ""}`);
}

function generateClient() {
  say("Generating the database client ...");
  const done = spawnSync(pinnedNode, [inProject("node_modules/prisma/build/index.js"), "generate", "--no-hints"], {
    cwd: project,
    encoding: "utf8",
    // Any existing file keeps Prisma from downloading an engine that it would not use: docs/decisions.md.
    env: {
      ...process.env,
      PRISMA_QUERY_ENGINE_LIBRARY: fileURLToPath(import.meta.url),
      CHECKPOINT_DISABLE: "1",
      DATABASE_URL: process.env.DATABASE_URL ?? "postgresql://unused",
    },
  });
  if (done.status !== 0) stop(`The database client could not be generated:\n${done.stdout}${done.stderr}`);
}

function runTask() {
  const running = spawn(pinnedNode, [inProject(task), ...taskArguments], {
    cwd: project,
    stdio: "inherit",
    // Tools that are started by name find the pinned Node and the project's own commands first.
    env: { ...process.env, PATH: [path.dirname(pinnedNode), inProject("node_modules/.bin"), process.env.PATH].join(path.delimiter) },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => running.kill(signal));
  running.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

function say(words) {
  console.log(`› ${words}`);
}

function stop(words) {
  console.error(words);
  process.exit(1);
}
