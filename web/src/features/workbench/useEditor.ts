import { useStore } from "zustand";
import type { Editor, EditorState } from "./editor/store";

/** A part of an editor's state, followed. */
export function useEditor<T>(editor: Editor, part: (state: EditorState) => T): T {
  return useStore(editor.store, part);
}
