import { itemTitle, useFaultText, valueText } from "@/components/annotation";
import type { FlatItem } from "@/components/annotation";
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./SegmentsTable.module.css";
import type { SegmentRow } from "./types";

/** What is to be known of a segment: its faults, a reviewer's comment, its model, its attributes. */
export function Notes({
  row,
  attributes,
  open,
}: {
  row: SegmentRow;
  attributes: readonly FlatItem[];
  open: boolean;
}) {
  const { t } = useTranslation("workbench");
  const faultText = useFaultText();
  const { segment, faults = [], mark, kind, model } = row;
  // An open segment has its attributes' faults beside their inputs.
  const shown = faults.filter(({ pointer }) => !open || !pointer.includes("/attributes/"));
  const values = attributes.filter(({ name }) => segment.attributes?.[name] != null);
  const summary = !open || kind === "suggestion";
  return (
    <>
      {shown.map((fault) => (
        <Text key={`${fault.pointer} ${fault.rule}`} size="xs" className={classes.fault} role="alert">
          {faultText(fault)}
        </Text>
      ))}
      {mark && (
        <Text size="xs" className={classes.mark}>
          {t("table.mark", { comment: mark })}
        </Text>
      )}
      {kind === "suggestion" && (
        <Text size="xs" c="dimmed">
          {segment.score === undefined
            ? t("table.suggested", { model })
            : t("table.suggestedScore", { model, score: Math.round(100 * segment.score) })}
        </Text>
      )}
      {summary && values.length > 0 && (
        <Text size="xs" c="dimmed">
          {values
            .map((item) => `${itemTitle(item)}: ${valueText(item, segment.attributes?.[item.name])}`)
            .join(" · ")}
        </Text>
      )}
    </>
  );
}
