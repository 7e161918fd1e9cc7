import { readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** Every file in src/entries is one page's script; Django finds it by the manifest. */
const entries = readdirSync(new URL("src/entries/", import.meta.url)).map((name) => `src/entries/${name}`);

export default defineConfig({
  base: "/static/",
  build: {
    manifest: "manifest.json",
    outDir: "dist",
    assetsInlineLimit: 0, // style-src and font-src are 'self': nothing is inlined as data:
    target: "chrome109", // the last Chromium of Windows 7, still found in offices
    rolldownOptions: { input: entries },
  },
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
