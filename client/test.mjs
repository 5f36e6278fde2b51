// Bundles every test and gives them to node's own runner: the client's modules are written for a bundler.
import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const outdir = `${here}node_modules/.tests`;
await rm(outdir, { recursive: true, force: true });
const entryPoints = (await readdir(`${here}test`)).filter((name) => name.endsWith(".test.ts")).map((name) => `${here}test/${name}`);
await build({
  entryPoints,
  outdir,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
});
const tests = (await readdir(outdir)).map((name) => `${outdir}/${name}`);
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-force-exit", "--test-timeout=60000", "--test-reporter=spec", ...tests], {
  stdio: "inherit",
  env: { ...process.env, TZ: "Europe/Berlin" },
});
process.exit(status ?? 1);
