import type { ActionId, Place } from "./actions";
import { comboOf, type Combo } from "./combos";
import { actionFor } from "./map";
import { keymap } from "./store";

/** Where keys write text. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !["button", "checkbox", "radio", "range", "submit", "reset", "file", "color", "image"].includes(
      target.type,
    )
  );
}

/** Keys that a control with the focus uses itself. */
const OF_CONTROLS = /^(Shift\+)?(Space|Enter|Arrow\w+|Delete|Backspace|Home|End|PageUp|PageDown)$/;
const CONTROLS =
  "button, a[href], select, summary, input, [role=button], [role=slider], [role=radio], [role=checkbox], [role=tab], " +
  "[role=menuitem], [role=option], [role=combobox], [role=spinbutton]";

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(CONTROLS) !== null;
}

/** Dialogs, menus and lists of options have their keys to themselves. */
function isElsewhere(target: EventTarget | null): boolean {
  return (
    (target instanceof Element && target.closest("[role=dialog], [role=menu], [role=listbox]") !== null) ||
    document.querySelector("[role=dialog][aria-modal=true]") !== null
  );
}

export interface Handlers {
  /** Returns false where it could do nothing, so that the key keeps its own meaning. */
  onAction: (action: ActionId, event: KeyboardEvent) => boolean | void;
  /** A key that types nothing here, before the map is asked: options of the schema with keys of their own. */
  onKey?: (combo: Combo, event: KeyboardEvent) => boolean;
}

/** Listens to the keys of a place until the returned function is called. */
export function listen({ onAction, onKey }: Handlers, place: Place = "workbench"): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isElsewhere(event.target)) return;
    const combo = comboOf(event);
    if (combo === null) return;
    const typing = isTyping(event.target);
    if (!typing && OF_CONTROLS.test(combo) && isControl(event.target)) return;
    if (!typing && onKey?.(combo, event)) return event.preventDefault();
    const action = actionFor(keymap.getState().lookups[place], combo, typing);
    if (action === undefined) return;
    if (onAction(action, event) !== false) event.preventDefault();
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}
