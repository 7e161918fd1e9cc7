import { afterEach, describe, expect, it, vi } from "vitest";
import { renewed } from "./follow";

const page = (list: string): Document => new DOMParser().parseFromString(`<main>${list}</main>`, "text/html");
const answers = (list: string, more: Partial<Response> = {}): void => {
  const answer = { ok: true, redirected: false, text: () => Promise.resolve(`<main>${list}</main>`), ...more };
  vi.stubGlobal("fetch", () => Promise.resolve(answer));
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the list of the desk", () => {
  it("shows who came meanwhile and goes on following", async () => {
    const shown = page('<div id="ledger" data-follow>0/4</div>');
    answers('<div id="ledger" data-follow>1/4</div>');
    expect(await renewed("/", shown)).toBe(true);
    expect(shown.querySelector("#ledger")?.textContent).toBe("1/4");
  });

  it("stops when the meeting has closed", async () => {
    const shown = page('<div id="ledger" data-follow>4/4</div>');
    answers('<div id="ledger">3/4</div>');
    expect(await renewed("/", shown)).toBe(false);
    expect(await renewed("/", shown)).toBe(false);
  });

  it("keeps what it shows while the server does not answer", async () => {
    const shown = page('<div id="ledger" data-follow>2/4</div>');
    answers("", { ok: false });
    expect(await renewed("/", shown)).toBe(true);
    expect(shown.querySelector("#ledger")?.textContent).toBe("2/4");
  });
});
