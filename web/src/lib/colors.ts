/**
 * Okabe and Ito's palette without black (told apart with any color vision), then four tones of the same kind.
 * Source: Okabe & Ito, "Color Universal Design" (2008).
 */
const PALETTE = [
  "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b5a400", "#7a5cd6", "#5c8a00", "#c2417c", "#00868b",
] as const; // prettier-ignore

/** The color of the n-th label or speaker. */
export function paletteColor(index: number): string {
  return PALETTE[((index % PALETTE.length) + PALETTE.length) % PALETTE.length]!;
}
