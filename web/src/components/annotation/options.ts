import type { AnnotationSchema, ItemOf } from "@/lib/api/types";
import { paletteColor } from "@/lib/colors";

/** A value of a closed list, with everything that is shown of it. */
export interface ShownOption {
  value: string;
  label: string;
  /** A CSS color: its own, else the palette's. */
  color: string;
  /** Whether the color is its own. */
  colored: boolean;
  hotkey: string | null;
}

type Options = ItemOf<"choice">["options"];
export type FlatItem = Exclude<AnnotationSchema["items"][number], { kind: "segments" }>;

// Names, hex and plain functions of numbers: nothing that could load something from elsewhere.
const COLOR =
  /^(#[0-9a-f]{3,8}|[a-z]{3,32}|(rgb|hsl|oklch|oklab|lab|lch)a?\([\d\s.,%/+-]*(deg)?[\d\s.,%/+-]*\))$/i;

/** Whether a text can be used as a color. */
export function isColor(text: string): boolean {
  return COLOR.test(text.trim());
}

/** A closed list as it is shown: plain strings and options alike. */
export function optionList(options: Options): ShownOption[] {
  return options.map((option, index) => {
    const { value, label, color, hotkey } = typeof option === "string" ? { value: option } : option;
    const colored = typeof color === "string" && isColor(color);
    return {
      value,
      label: label?.trim() ? label : value,
      color: colored ? color.trim() : paletteColor(index),
      colored,
      hotkey: hotkey ?? null,
    };
  });
}

/** The steps of a rating's scale. */
export function steps(item: { from: number; to: number }): number[] {
  return Array.from({ length: Math.max(0, Math.min(101, item.to - item.from + 1)) }, (_, i) => item.from + i);
}

/** What an item is called. */
export function itemTitle(item: { name: string; title?: string | null }): string {
  return item.title?.trim() ? item.title : item.name;
}
