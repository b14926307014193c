import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import GuidelineMarkdown from "./GuidelineMarkdown";

afterEach(cleanup);

function show(source: string): HTMLElement {
  render(
    <MantineProvider>
      <GuidelineMarkdown source={source} />
    </MantineProvider>,
  );
  return screen.getByTestId("guideline");
}

test("a guideline opens its links in a new tab, without a word of where they were", () => {
  show("[rules](https://x.example/rules)");
  const link = screen.getByRole("link", { name: "rules" });
  expect(link.getAttribute("target")).toBe("_blank");
  expect(link.getAttribute("rel")).toBe("noreferrer");
});

test("a guideline loads no picture from elsewhere", () => {
  const shown = show("![a cat](https://x.example/cat.png) ![own](/media/own.png)");
  expect([...shown.querySelectorAll("img")].map((image) => image.getAttribute("src"))).toEqual([
    "/media/own.png",
  ]);
  expect(screen.getByRole("link", { name: "a cat" }).getAttribute("href")).toBe("https://x.example/cat.png");
});

test("a guideline runs nothing", () => {
  const shown = show(
    '<script>window.hit = 1</script>\n\n[x](javascript:alert(1)) <b onclick="hit()">b</b>\n\n<img src="/x" onerror="hit()">',
  );
  expect(shown.querySelector("script, img, b")).toBeNull();
  expect([...shown.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "")).toEqual([""]);
});

test("a guideline has tables, and no heading above the page's own", () => {
  const shown = show("# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |");
  expect(shown.querySelector("h1")).toBeNull();
  expect(shown.querySelectorAll("td")).toHaveLength(2);
});
