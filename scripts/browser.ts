/** A real Chromium for the browser tests: the machine's own, else Debian's where we may install it. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const PACKAGES = ["chromium", "fonts-noto-cjk"];

/** Keeps Chromium from looking for anything beyond the pages under test. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** An ordinary browser's name: Shopify's library turns away everything that looks like a bot, headless browsers included. */
export const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** Path of a Chromium, installing one when root on Debian. Throws with exactly what to do otherwise. */
export function ensureChromium(): string {
  const found = installedChromium();
  if (found !== undefined && (process.platform !== "linux" || hasCjkFont())) return found;

  const isDebianRoot = process.getuid?.() === 0 && fs.existsSync("/usr/bin/apt-get");
  if (isDebianRoot) {
    console.log(`› Installing ${PACKAGES.join(" and ")} for the browser tests ...`);
    apt(["update"]);
    apt(["install", "-y", "--no-install-recommends", ...PACKAGES]);
  }
  const path = installedChromium();
  if (path !== undefined) return path;
  throw new Error(
    `The browser tests need Chromium. On Debian: sudo apt-get install ${PACKAGES.join(" ")}. Elsewhere install Chrome or Chromium and set CHROMIUM_PATH to its program.`,
  );
}

function installedChromium(): string | undefined {
  return CANDIDATES.find((candidate) => candidate !== undefined && candidate !== "" && fs.existsSync(candidate));
}

function hasCjkFont(): boolean {
  return ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk"].some((folder) => fs.existsSync(folder));
}

function apt(args: string[]): void {
  const done = spawnSync("apt-get", ["-qq", ...args], { encoding: "utf8", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  if (done.status !== 0) throw new Error(`apt-get ${args.join(" ")} failed:\n${done.stdout}${done.stderr}`);
}
