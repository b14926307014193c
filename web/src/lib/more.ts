import { moreTexts } from "@/lib/i18n";

/** Loads what the first pages do without and all others need: the rest of the texts and of the styles. */
export async function more(): Promise<void> {
  await Promise.all([moreTexts(), import("./styles/more.css")]);
}

/** `load` together with `more`, for a page or dialog that is not there from the start. */
export async function withMore<T>(load: () => Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([load(), more()]);
  return loaded;
}
