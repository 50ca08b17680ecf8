// Bundles main.js and main.css, with what they import, into webui/static/bundle/.
// File names are fixed; manifest.json gives the hash of each file's content, for "main.css?v=…":
// a browser may keep a file for ever and still gets a changed one at once.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const bundle = join(here, "..", "webui", "static", "bundle");

await rm(bundle, { recursive: true, force: true });
await mkdir(bundle, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: [
    { in: "main.js", out: "main" },
    { in: "main.css", out: "main" },
    // Loaded where a form asks for a proof of work alone.
    { in: "proof.js", out: "proof" },
    { in: "altcha/workers/pbkdf2", out: "proof-worker" },
  ],
  outdir: bundle,
  bundle: true,
  minify: true,
  sourcemap: "linked",
  legalComments: "linked",
  format: "esm",
  target: ["chrome109", "firefox115", "safari16"],
  external: ["/static/*"],
  loader: { ".svg": "file", ".woff2": "file" },
  logLevel: "warning",
});
await writeFile(join(bundle, "manifest.json"), JSON.stringify(await hashes(), null, 2) + "\n");

async function hashes() {
  const names = (await readdir(bundle)).filter((name) => /\.(js|css)$/.test(name)).sort();
  const pairs = names.map(async (name) => {
    const content = await readFile(join(bundle, name));
    return [name, createHash("sha256").update(content).digest("hex").slice(0, 16)];
  });
  return Object.fromEntries(await Promise.all(pairs));
}
