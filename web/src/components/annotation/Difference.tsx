import { wordChanges } from "@/lib/annotation-diff/changes";
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./annotation.module.css";
import { optionList, type FlatItem } from "./options";

/** A value of an item in words. */
export function valueText(item: FlatItem, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (item.kind === "choice") {
    const labels = new Map(optionList(item.options).map(({ value, label }) => [value, label]));
    return (Array.isArray(value) ? (value as string[]) : []).map((one) => labels.get(one) ?? one).join(", ");
  }
  if (typeof value !== "string" && typeof value !== "number") return JSON.stringify(value);
  return item.kind === "number" && item.unit ? `${value} ${item.unit}` : String(value);
}

const ELEMENT = { same: "span", added: "ins", removed: "del" } as const;

/** What the other round had, struck; of a text, word by word with what came instead. */
export function Difference({ id, item, was, is }: { id: string; item: FlatItem; was: unknown; is: unknown }) {
  const { t } = useTranslation("annotation");
  const before = valueText(item, was);
  const parts =
    item.kind === "text" && before && is
      ? wordChanges(before, valueText(item, is))
      : [{ text: before || t("empty"), change: "removed" as const }];
  return (
    <Text id={id} size="sm" className={classes.difference} component="div">
      <span className={classes.was}>{t("earlier")}</span>{" "}
      <bdi lang={item.kind === "text" ? (item.language ?? undefined) : undefined}>
        {parts.map(({ text, change }, index) => {
          const Part = ELEMENT[change];
          return <Part key={index}>{text}</Part>;
        })}
      </bdi>
    </Text>
  );
}
