import { ACTIONS, placeOf, type ActionId, type Binding, type Context, type Place } from "./actions";
import { types, type Combo } from "./combos";
import { isReserved } from "./reserved";

/** What a person changed: the bindings of an action instead of its defaults. */
export type Remapped = Partial<Record<ActionId, readonly Binding[]>>;

/** Which bindings stand for an action. */
export function bindingsOf(action: ActionId, remapped: Remapped): readonly Binding[] {
  return remapped[action] ?? ACTIONS.find(({ id }) => id === action)!.keys;
}

export interface Lookup {
  always: ReadonlyMap<Combo, ActionId>;
  outside: ReadonlyMap<Combo, ActionId>;
}

/** From keys to the actions of a place. What was mapped by hand goes before defaults. */
export function lookupOf(remapped: Remapped, place: Place): Lookup {
  const always = new Map<Combo, ActionId>();
  const outside = new Map<Combo, ActionId>();
  const here = ACTIONS.filter(({ id }) => placeOf(id) === place);
  const own = here.filter(({ id }) => remapped[id]);
  const defaults = here.filter(({ id }) => !remapped[id]);
  for (const { id } of [...own, ...defaults])
    for (const { combo, context } of bindingsOf(id, remapped)) {
      const map = context === "always" ? always : outside;
      if (!map.has(combo)) map.set(combo, id);
    }
  return { always, outside };
}

/** What a key does; `typing`: text is being written. */
export function actionFor(lookup: Lookup, combo: Combo, typing: boolean): ActionId | undefined {
  return typing ? lookup.always.get(combo) : (lookup.outside.get(combo) ?? lookup.always.get(combo));
}

/** What stands in the way of a key for an action. */
export type Objection = { kind: "reserved" } | { kind: "taken"; by: ActionId } | { kind: "types" };

/** Whether an action can have a key in a context. */
export function objection(
  remapped: Remapped,
  action: ActionId,
  combo: Combo,
  context: Context,
): Objection | null {
  if (isReserved(combo)) return { kind: "reserved" };
  if (context === "always" && types(combo)) return { kind: "types" };
  for (const { id } of ACTIONS) {
    if (id === action || placeOf(id) !== placeOf(action)) continue;
    const clashes = bindingsOf(id, remapped).some(
      (binding) =>
        binding.combo === combo &&
        (binding.context === context || binding.context === "always" || context === "always"),
    );
    if (clashes) return { kind: "taken", by: id };
  }
  return null;
}
