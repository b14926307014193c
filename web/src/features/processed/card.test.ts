import { expect, test } from "vitest";
import { withoutHeader } from "./card";

test("a card is shown without its header, its rules inside stay", () => {
  expect(withoutHeader("---\nlicense: mit\n---\n\n# Dogs\n\n---\nend\n")).toBe("# Dogs\n\n---\nend\n");
});

test("a card without a header is shown as it is", () => {
  expect(withoutHeader("# Dogs\n")).toBe("# Dogs\n");
});
