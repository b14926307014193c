import type { Annotation, AnnotationSchema } from "@/lib/api/types";
import { moreTexts, startTexts } from "@/lib/i18n";
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState, type RefObject } from "react";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { AnnotationForm, SegmentAttributes, type AnnotationFormProps, type FocusItem } from ".";

const schema = {
  items: [
    {
      kind: "choice",
      name: "sounds",
      title: "Sounds",
      options: ["dog", "cat"],
      multiple: true,
      required: true,
    },
    { kind: "choice", name: "place", options: ["in", "out"], multiple: false, required: false },
    { kind: "text", name: "caption", language: "ar", max_length: 10, required: true, help: "Say it." },
    { kind: "rating", name: "quality", from: 1, to: 3, required: false },
    { kind: "number", name: "level", unit: "dB", minimum: -60, maximum: 0, whole: false, required: false },
    { kind: "segments", name: "parts", labels: ["a"], required: true },
  ],
} as unknown as AnnotationSchema;

let latest: Annotation = {};

function Host({ start = {}, ...props }: Partial<AnnotationFormProps> & { start?: Annotation }) {
  const [value, setValue] = useState(start);
  return (
    <MantineProvider>
      <AnnotationForm
        schema={schema}
        value={value}
        layout="side"
        onChange={(item, next) => setValue((latest = { ...value, [item]: next }))}
        {...props}
      />
    </MantineProvider>
  );
}

beforeAll(async () => {
  await startTexts("en");
  await moreTexts();
});
afterEach(cleanup);

describe("the form of an annotation", () => {
  test("gives each kind's value as the API takes it", async () => {
    const user = userEvent.setup();
    render(<Host />);
    await user.click(screen.getByRole("checkbox", { name: "cat" }));
    await user.click(screen.getByRole("checkbox", { name: "dog" }));
    await user.click(screen.getByRole("radio", { name: "out" }));
    await user.type(screen.getByRole("textbox", { name: /caption/ }), "hi");
    await user.click(screen.getByRole("radio", { name: "2" }));
    await user.type(screen.getByRole("textbox", { name: "level" }), "-1,5");
    expect(latest).toEqual({
      sounds: ["dog", "cat"],
      place: ["out"],
      caption: "hi",
      quality: 2,
      level: -1.5,
    });
  });

  test("takes back what nobody asks for", async () => {
    const user = userEvent.setup();
    render(<Host start={{ place: ["in"], quality: 3, sounds: ["dog"] }} />);
    for (const clear of screen.getAllByRole("button", { name: "Clear" })) await user.click(clear);
    await user.click(screen.getByRole("checkbox", { name: "dog" }));
    expect(latest).toEqual({ place: [], quality: null, sounds: [] });
  });

  test("shows faults at their item, and puts the focus there", () => {
    const handle: RefObject<FocusItem | null> = { current: null };
    const faults = [
      { item: "caption", pointer: "/caption", rule: "required", message: "A text is required" },
    ];
    render(<Host faults={faults} focusItem={handle} />);
    const caption = screen.getByRole("textbox", { name: /caption/ });
    expect(caption.getAttribute("aria-invalid")).toBe("true");
    const described = caption.getAttribute("aria-describedby")!.split(" ");
    expect(described.map((id) => document.getElementById(id)?.textContent)).toEqual([
      "Say it.",
      "A text is required",
    ]);
    expect(handle.current!("caption")).toBe(true);
    expect(document.activeElement).toBe(caption);
    expect(handle.current!("parts")).toBe(false);
  });

  test("says too long, too small and not a number without changing what was typed", async () => {
    const user = userEvent.setup();
    render(<Host />);
    await user.type(screen.getByRole("textbox", { name: /caption/ }), "elevenchars");
    expect(screen.getByRole("alert").textContent).toContain("11");
    const level = screen.getByRole("textbox", { name: "level" });
    await user.type(level, "-61");
    expect(screen.getByText("The least is -60")).toBeTruthy();
    await user.clear(level);
    await user.type(level, "loud");
    expect(screen.getByText("This is not a number")).toBeTruthy();
    expect((level as HTMLInputElement).value).toBe("loud");
    expect(latest.level).toBeNull();
  });

  test("marks what is prefilled, and what another round had", () => {
    render(
      <Host
        readOnly
        start={{ caption: "a big dog", sounds: ["dog"] }}
        prefilled={new Set(["caption"])}
        compareWith={{ caption: "a small dog", sounds: ["dog"], quality: 2 }}
      />,
    );
    const caption = document.querySelector<HTMLElement>('[data-item="caption"]')!;
    expect(within(caption).getByText("Filled in from the manifest")).toBeTruthy();
    expect(caption.querySelector("del")!.textContent).toBe("small");
    expect(caption.querySelector("ins")!.textContent).toBe("big");
    expect(document.querySelector('[data-item="quality"] del')!.textContent).toBe("2");
    expect(document.querySelector('[data-item="sounds"] del')).toBeNull();
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "out" }).disabled).toBe(true);
  });

  test("shows keys where asked to", () => {
    render(<Host showKeys />);
    expect(screen.getByRole("checkbox", { name: "dog" }).getAttribute("aria-keyshortcuts")).toBe("1");
  });
});

test("a segment's attributes show their own faults alone", () => {
  const item = { ...schema.items[5], attributes: [schema.items[1], schema.items[3]] } as never;
  const faults = [
    { item: "parts", pointer: "/parts/4/attributes/quality", rule: "required", message: "Rate it" },
  ];
  render(
    <MantineProvider>
      <SegmentAttributes item={item} value={{}} faults={faults} onChange={() => undefined} />
    </MantineProvider>,
  );
  expect(screen.getByRole("radiogroup", { name: "quality" }).getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByRole("radiogroup", { name: "place" }).getAttribute("aria-invalid")).toBeNull();
});
