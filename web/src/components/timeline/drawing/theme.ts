/** Colors of the drawing, as the style sheet says for light or dark. */
export interface Theme {
  dark: boolean;
  ground: string;
  raised: string;
  line: string;
  faint: string;
  text: string;
  dim: string;
  wave: string;
  playhead: string;
  span: string;
  fault: string;
  mark: string;
  fontFamily: string;
}

const COLORS = [
  "ground", "raised", "line", "faint", "text", "dim", "wave", "playhead", "span", "fault", "mark",
] as const; // prettier-ignore

export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const colors = Object.fromEntries(
    COLORS.map((name) => [name, style.getPropertyValue(`--timeline-${name}`).trim()]),
  ) as Record<(typeof COLORS)[number], string>;
  const dark = document.documentElement.getAttribute("data-mantine-color-scheme") === "dark";
  return { ...colors, dark, fontFamily: style.fontFamily };
}

/** Calls when light turns dark or back. Returns how to stop. */
export function onThemeChange(call: () => void): () => void {
  const observer = new MutationObserver(call);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-mantine-color-scheme", "style", "class"],
  });
  return () => observer.disconnect();
}
