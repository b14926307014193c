/**
 * A key with its modifiers, written "Ctrl+Shift+Enter": modifiers in the order Ctrl, Alt, Shift, then one of
 * A-Z, 0-9, a printed sign, or a named key (Enter, Escape, Space, ArrowUp, F13 ...). Cmd counts as Ctrl.
 */
export type Combo = string;

type KeyEvent = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "altKey" | "shiftKey" | "metaKey"> &
  Partial<Pick<KeyboardEvent, "isComposing" | "keyCode" | "getModifierState">>;

/** What a place on the keyboard prints on a US layout, for layouts that print no ASCII there. */
const SIGN_OF_CODE: Record<string, string> = {
  BracketLeft: "[", BracketRight: "]", Semicolon: ";", Quote: "'", Backslash: "\\", Comma: ",", Period: ".",
  Slash: "/", Minus: "-", Equal: "=", Backquote: "`",
}; // prettier-ignore

const MODIFIERS = new Set(["Control", "Alt", "AltGraph", "Shift", "Meta", "CapsLock", "Fn", "OS"]);

function token(event: KeyEvent, altGraph: boolean): string | null {
  const { key, code } = event;
  if (MODIFIERS.has(key) || key === "Process" || key === "Unidentified") return null;
  if (key === " " || code === "Space") return "Space";
  if (key.length > 1 && key !== "Dead") return key === "Esc" ? "Escape" : key;
  // Digits by place, so that layouts that print signs there (French) still have them; with Shift as well.
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code);
  if (digit && !altGraph) return digit[1]!;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  if (/^[!-~]$/.test(key) && !(event.altKey && !altGraph && code in SIGN_OF_CODE)) return key;
  // Alt on a Mac, or a layout of another script: what the place would print.
  return /^Key([A-Z])$/.exec(code)?.[1] ?? SIGN_OF_CODE[code] ?? (key === "Dead" ? null : key);
}

/** What was pressed; null for a modifier alone and for everything that belongs to an input method. */
export function comboOf(event: KeyEvent): Combo | null {
  if (event.isComposing || event.keyCode === 229) return null;
  const altGraph = event.getModifierState?.("AltGraph") ?? false;
  const key = token(event, altGraph);
  if (key === null) return null;
  // A sign that takes Shift on one layout takes none on another: Shift is part of the sign.
  const sign = /^[!-/:-@[-`{-~]$/.test(key) && key === event.key;
  const parts: string[] = [];
  if ((event.ctrlKey && !altGraph) || event.metaKey) parts.push("Ctrl");
  if (event.altKey && !altGraph) parts.push("Alt");
  if (event.shiftKey && !sign) parts.push("Shift");
  return [...parts, key].join("+");
}

/** The parts of a combo, for keycaps. */
export function partsOf(combo: Combo): string[] {
  const plus = combo.endsWith("++") ? ["+"] : combo === "+" ? ["+"] : [];
  const rest = plus.length ? combo.slice(0, -1).replace(/\+$/, "") : combo;
  return [...(rest ? rest.split("+") : []), ...plus];
}

const SHOWN: Record<string, string> = {
  ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc",
  PageUp: "Page Up", PageDown: "Page Down",
}; // prettier-ignore

/** How a part is printed on a keycap. */
export function shown(part: string): string {
  return SHOWN[part] ?? part;
}

/** A combo in one line. */
export function comboText(combo: Combo): string {
  return partsOf(combo).map(shown).join("+");
}

/** A combo as assistive technology reads it (`aria-keyshortcuts`). */
export function ariaKeys(combo: Combo): string {
  return partsOf(combo)
    .map((part) => (part === "Ctrl" ? "Control" : part === "+" ? "Plus" : part))
    .join("+");
}

/** Whether it types something where text is written, so that it cannot be a command there. */
export function types(combo: Combo): boolean {
  const parts = partsOf(combo);
  const key = parts.at(-1)!;
  if (parts.includes("Ctrl") || parts.includes("Alt")) return false;
  if (/^(F\d+|Escape|Insert|Pause|ScrollLock|ContextMenu|Media\w+|Audio\w+|Browser\w+)$/.test(key))
    return false;
  return true;
}
