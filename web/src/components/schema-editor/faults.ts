import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Fault } from "./check";

/** What is wrong with what is being edited, by pointers into the request. */
export const Faults = createContext<readonly Fault[]>([]);

/** The text of a fault: this console's own for a rule it knows, else the API's. */
export function useFaultWords(): (fault: Fault) => string {
  const { t } = useTranslation("create");
  return ({ rule, fields, message }) =>
    rule ? (t as (key: string, fields?: object) => string)(`fault.${rule}`, fields) : (message ?? "");
}

/** Looks up what is wrong at a place; undefined where nothing is. */
export function useFaultAt(): (pointer: string) => string | undefined {
  const faults = useContext(Faults);
  const words = useFaultWords();
  return (pointer) => {
    const found = faults.find((fault) => fault.pointer === pointer);
    return found && words(found);
  };
}

/** How much is wrong at a place and below it. */
export function useFaultsBelow(): (pointer: string) => number {
  const faults = useContext(Faults);
  return (pointer) =>
    faults.filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`)).length;
}
