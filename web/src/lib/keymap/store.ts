import { createStore } from "zustand/vanilla";
import { ACTIONS, type ActionId, type Binding, type Place } from "./actions";
import { lookupOf, type Lookup, type Remapped } from "./map";

interface Keymap {
  /** Whose map it is; null before somebody is signed in. */
  user: string | null;
  remapped: Remapped;
  lookups: Readonly<Record<Place, Lookup>>;
}

const lookupsOf = (remapped: Remapped) => ({
  workbench: lookupOf(remapped, "workbench"),
  myWork: lookupOf(remapped, "myWork"),
});

const DEFAULTS: Keymap = { user: null, remapped: {}, lookups: lookupsOf({}) };

/** The key map in use. It holds no secret and is kept in this browser, per person. */
export const keymap = createStore<Keymap>(() => DEFAULTS);

const place = (user: string) => `earmark.keymap.${user}`;

function isBinding(value: unknown): value is Binding {
  const binding = value as Binding | null;
  return (
    typeof binding?.combo === "string" && (binding.context === "always" || binding.context === "outside")
  );
}

/** What is kept, as far as it still makes sense: actions come and go with versions. */
function read(user: string): Remapped {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(user)) ?? "{}");
    const remapped: Remapped = {};
    for (const { id } of ACTIONS) {
      const bindings = (kept as Record<string, unknown>)[id];
      if (Array.isArray(bindings) && bindings.every(isBinding)) remapped[id] = bindings;
    }
    return remapped;
  } catch {
    return {};
  }
}

/** Takes up somebody's map; also what another window of theirs changed. */
export function followKeymapOf(user: string): () => void {
  const load = () => {
    const remapped = read(user);
    keymap.setState({ user, remapped, lookups: lookupsOf(remapped) });
  };
  load();
  const onStorage = (event: StorageEvent) => {
    if (event.key === place(user)) load();
  };
  window.addEventListener("storage", onStorage);
  return () => window.removeEventListener("storage", onStorage);
}

function keep(remapped: Remapped): void {
  const { user } = keymap.getState();
  keymap.setState({ remapped, lookups: lookupsOf(remapped) });
  if (user === null) return;
  if (Object.keys(remapped).length) localStorage.setItem(place(user), JSON.stringify(remapped));
  else localStorage.removeItem(place(user));
}

/** Gives an action other keys; null: its defaults again. */
export function remap(action: ActionId, bindings: readonly Binding[] | null): void {
  const remapped = { ...keymap.getState().remapped };
  if (bindings === null) delete remapped[action];
  else remapped[action] = bindings;
  keep(remapped);
}

/** All defaults again. */
export function resetKeymap(): void {
  keep({});
}
