/** What packages bring and pages name: the icon sprite and the two font files, copied in before each build.
 *
 * Copied, not imported from node_modules: the manifest then names them by a path of ours, which templates can ask for.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const here = (path: string) => new URL(path, import.meta.url);
const FONTS = ["noto-sans-latin-wght-normal.woff2", "noto-sans-vietnamese-wght-normal.woff2"];

/** One <symbol> from one Lucide file; throws, and so fails the build, where Lucide knows no such icon. */
function symbol(name: string): string {
  const file = readFileSync(here(`node_modules/lucide-static/icons/${name}.svg`), "utf8");
  const drawing = /<svg[^>]*>([^]*)<\/svg>/.exec(file)?.[1];
  if (drawing === undefined) throw new Error(`lucide's ${name}.svg holds no drawing`);
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing.replace(/\s*\n\s*/g, "")}</symbol>`;
}

/** The sprite of every icon in src/ui/icons.json, ISC licence of Lucide inside. */
export function sprite(): string {
  const names = Object.keys(JSON.parse(readFileSync(here("src/ui/icons.json"), "utf8")) as object);
  const head = "<!-- Lucide, ISC License, https://lucide.dev/license -->";
  return `<svg xmlns="http://www.w3.org/2000/svg">${head}${names.map(symbol).join("")}</svg>\n`;
}

/** Write the sprite and the fonts where they are not yet as they should be. */
export function gather(): void {
  const target = here("src/ui/icons.svg");
  const drawn = sprite();
  if (!existsSync(target) || readFileSync(target, "utf8") !== drawn) writeFileSync(target, drawn);
  mkdirSync(here("src/styles/fonts/"), { recursive: true });
  for (const font of FONTS.filter((name) => !existsSync(here(`src/styles/fonts/${name}`))))
    copyFileSync(here(`node_modules/@fontsource-variable/noto-sans/files/${font}`), here(`src/styles/fonts/${font}`));
}
