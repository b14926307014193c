import { useImperativeHandle, useRef, type Ref, type RefObject } from "react";
import type { FocusItem } from "./types";

const INPUTS = "input:not(:disabled), textarea:not(:disabled)";

/** A handle on a form's `focusItem`, and the function that uses it: `<AnnotationForm focusItem={handle} />`. */
export function useFocusItem(): { handle: RefObject<FocusItem | null>; focusItem: FocusItem } {
  const handle = useRef<FocusItem>(null);
  return { handle, focusItem: (item) => handle.current?.(item) ?? false };
}

/** Lets `handle` find the inputs of the items below the element that gets the returned ref. */
export function useItemsToFocus(handle: Ref<FocusItem> | undefined): RefObject<HTMLDivElement | null> {
  const root = useRef<HTMLDivElement>(null);
  useImperativeHandle(
    handle,
    () => (item) => {
      const place = root.current?.querySelector(`[data-item="${CSS.escape(item)}"]`);
      const input =
        place?.querySelector<HTMLElement>("input:checked:not(:disabled)") ??
        place?.querySelector<HTMLElement>(INPUTS);
      if (!input) return false;
      input.focus();
      input.scrollIntoView?.({ block: "nearest" });
      return document.activeElement === input;
    },
    [],
  );
  return root;
}
