import { readFileSync, readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { gather, sprite } from "./sprite.ts";

gather();

/** Every file in src/entries is one page's script; Django finds it by the manifest. */
const entries = readdirSync(new URL("src/entries/", import.meta.url)).map((name) => `src/entries/${name}`);

/** Templates name these two, so they are in the manifest even where no script imports them. */
const drawingsInManifest = {
  name: "dc-drawings",
  apply: "build" as const,
  buildStart(this: { emitFile: (file: object) => string }) {
    const logo = readFileSync(new URL("src/ui/logo.svg", import.meta.url), "utf8");
    this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "src/ui/icons.svg", source: sprite() });
    this.emitFile({ type: "asset", name: "logo.svg", originalFileName: "src/ui/logo.svg", source: logo });
  },
};

export default defineConfig({
  base: "/static/",
  plugins: [drawingsInManifest],
  build: {
    manifest: "manifest.json",
    outDir: "dist",
    assetsInlineLimit: 0, // style-src and font-src are 'self': nothing is inlined as data:
    target: "chrome109", // the last Chromium of Windows 7, still found in offices
    rolldownOptions: { input: entries },
  },
  css: {
    preprocessorOptions: {
      scss: {
        quietDeps: true,
        loadPaths: ["node_modules"],
        silenceDeprecations: ["import"], // Bootstrap 5 is written with @import
      },
    },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
