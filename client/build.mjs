// Bundles the reader's and the desk's scripts and styles into the package, under names that carry a digest of their content.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const assets = fileURLToPath(new URL("../src/onrecord/render/assets/", import.meta.url));
// What browsers of the last five years understand; readers of news do not all have this year's phone.
const target = ["chrome94", "firefox93", "safari15"];

async function bundle(entry, options) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    target,
    write: false,
    ...options,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

const outputs = new Map([["reader.js", await bundle("reader/index.ts", { format: "iife" })]]);
if (existsSync(`${here}reader/reader.css`)) {
  outputs.set("reader.css", await bundle("reader/reader.css", { external: ["/assets/*"] }));
} else {
  console.warn("reader/reader.css is not there: building without a style sheet.");
}
const desk = { target: ["chrome109", "firefox115", "safari16"] }; // a newsroom's own browsers
outputs.set("desk.js", await bundle("desk/desk.ts", { format: "iife", ...desk }));
outputs.set("desk-room.js", await bundle("desk/room/room.ts", { format: "iife", ...desk }));
outputs.set("desk-focus.js", await bundle("desk/focus.ts", { format: "iife", ...desk }));
outputs.set("desk-composer.js", await bundle("desk/compose.ts", { format: "iife", ...desk }));
outputs.set("desk-worker.js", await bundle("desk/offline/worker.ts", { format: "iife", ...desk }));
outputs.set("desk-composer.css", await bundle("desk/composer.css", desk));

await mkdir(assets, { recursive: true });
const manifest = {};
for (const [name, bytes] of outputs) {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const [stem, extension] = name.split(".");
  manifest[name] = `${stem}-${digest}.${extension}`;
  await writeFile(assets + manifest[name], bytes);
  const sizes = `${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzip, ${brotliCompressSync(bytes).length} brotli`;
  console.log(`${manifest[name]}: ${sizes}`);
}

// The manifest changes in one step and before old outputs go: a server that starts meanwhile finds what it names.
await writeFile(`${assets}manifest.json.new`, `${JSON.stringify(manifest, null, 2)}\n`);
await rename(`${assets}manifest.json.new`, `${assets}manifest.json`);
const current = new Set(Object.values(manifest));
for (const name of await readdir(assets)) {
  if (/^(reader|desk|desk-room|desk-focus|desk-composer|desk-worker)-[0-9a-f]{12}\.(js|css)$/.test(name) && !current.has(name)) await rm(assets + name);
}
