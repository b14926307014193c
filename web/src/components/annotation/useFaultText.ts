import { useTranslation } from "react-i18next";
import type { ItemFault } from "./types";

/** Puts a fault of an annotation into words of the person's language; a rule nobody knows, in the API's. */
export function useFaultText(): (fault: Pick<ItemFault, "rule" | "message">) => string {
  const { t, i18n } = useTranslation("annotation");
  return ({ rule, message }) => {
    // The rules below say what the API's own sentence says with numbers in it, which is worth more in English.
    if (i18n.language.startsWith("en") && message) return message;
    const key = `rule.${rule}`;
    return i18n.exists(`annotation:${key}`) ? (t as (key: string) => string)(key) : message;
  };
}
