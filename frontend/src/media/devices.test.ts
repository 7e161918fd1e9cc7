import { describe, expect, it } from "vitest";
import { troubleOf } from "./devices";

describe("a device that cannot be opened", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["OverconstrainedError", "missing"],
    ["NotReadableError", "busy"],
    ["TypeError", "failed"],
  ])("%s is %s", (name, trouble) => {
    expect(troubleOf(Object.assign(new Error(name), { name }))).toBe(trouble);
  });

  it("is a failure when the reason is no error at all", () => {
    expect(troubleOf("no")).toBe("failed");
  });
});
