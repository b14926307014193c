import { expect, test } from "vitest";
import { csvLine } from "./csv";

test("cells with commas, quotes and line ends are quoted, nothing is left empty", () => {
  expect(csvLine(["a,b", 'say "x"', "two\nlines", null, 3])).toBe('"a,b","say ""x""","two\nlines",,3\r\n');
});

test("what a spreadsheet would run as a formula is text", () => {
  expect(csvLine(["=cmd()", "-1", "+x", "@y", "plain"])).toBe("'=cmd(),'-1,'+x,'@y,plain\r\n");
});
