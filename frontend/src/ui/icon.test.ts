import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { render } from "lit";
import { expect, test } from "vitest";
import { sprite } from "../../sprite.ts";
import { icon } from "./icon";
import names from "./icons.json";

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return path.endsWith(".ts") ? [readFileSync(path, "utf8")] : [];
  });
}

test("every name of the list is drawn once in the sprite", () => {
  const drawn = sprite();
  for (const name of Object.keys(names)) expect(drawn.split(`<symbol id="${name}"`)).toHaveLength(2);
});

test("no source asks for an icon that is not in the list", () => {
  const asked = sources("src").flatMap((text) =>
    [...text.matchAll(/\bicon\("([a-z0-9-]+)"/g)].map((found) => found[1]),
  );
  expect(asked.filter((name) => !Object.hasOwn(names, name ?? ""))).toEqual([]);
});

test("an icon alone has a name, a decorative one is hidden", () => {
  const place = document.createElement("div");
  render([icon("mic-off", "Micro tắt"), icon("x")], place);
  const [alone, decoration] = place.querySelectorAll("svg");
  expect(alone?.getAttribute("aria-label")).toBe("Micro tắt");
  expect(alone?.getAttribute("role")).toBe("img");
  expect(decoration?.getAttribute("aria-hidden")).toBe("true");
  expect(place.querySelector("use")?.getAttribute("href")).toMatch(/#mic-off$/);
});
