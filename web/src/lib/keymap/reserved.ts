import type { Combo } from "./combos";

/**
 * Keys that Chromium or Firefox keep for themselves or give a meaning that people rely on, on any of Linux,
 * Windows and macOS; also those of screen readers' and window managers' basics.
 */
const RESERVED = new Set<Combo>([
  ...[
    "N",
    "T",
    "W",
    "L",
    "J",
    "K",
    "R",
    "P",
    "O",
    "U",
    "D",
    "H",
    "E",
    "F",
    "G",
    "Q",
    "M",
    "B",
    "I",
    "0",
    "-",
    "=",
  ].map((key) => `Ctrl+${key}`),
  ...[
    "N",
    "T",
    "W",
    "P",
    "R",
    "I",
    "J",
    "C",
    "K",
    "M",
    "B",
    "O",
    "D",
    "A",
    "G",
    "Q",
    "E",
    "Delete",
    "Tab",
  ].map((key) => `Ctrl+Shift+${key}`),
  ...Array.from({ length: 9 }, (_, n) => [`Ctrl+${n + 1}`, `Alt+${n + 1}`]).flat(),
  // Menus and the address bar.
  ...["D", "E", "F", "V", "S", "B", "T", "H"].map((key) => `Alt+${key}`),
  ...["A", "I", "T"].map((key) => `Alt+Shift+${key}`),
  ...["ArrowLeft", "ArrowRight", "Home", "F4", "Space", "Tab", "Escape"].map((key) => `Alt+${key}`),
  ...["Tab", "PageUp", "PageDown", "F4", "F5", "Escape"].map((key) => `Ctrl+${key}`),
  ...["F1", "F3", "F5", "F6", "F7", "F10", "F11", "F12", "Tab", "Shift+Tab", "Shift+Escape", "Shift+F10"],
  ...["Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A", "ContextMenu"],
]);

/** Whether a browser needs the key itself. */
export function isReserved(combo: Combo): boolean {
  return RESERVED.has(combo);
}
