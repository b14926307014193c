import { keyFor, keysOf } from "@/components/annotation/keys";
import { itemTitle, optionList } from "@/components/annotation/options";
import { SegmentAttributes } from "@/components/annotation/SegmentAttributes";
import type { AnnotationSchema, ItemOf } from "@/lib/api/types";
import { Group, Kbd, Paper, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./preview.module.css";
import { sampleSegments, sampleWave } from "./sample";

const WAVE = sampleWave(120);

/** A drawn recording with a few segments of the item's labels, the labels' keys, and what a segment asks. */
export function SampleLane({ item, schema }: { item: ItemOf<"segments">; schema: AnnotationSchema }) {
  const { t } = useTranslation("create");
  const [attributes, setAttributes] = useState<Record<string, unknown>>({});
  const labels = optionList(item.labels);
  const keys = keysOf(schema);
  const speakers = Array.isArray(item.speakers)
    ? item.speakers
    : item.speakers
      ? [t("preview.speaker", { name: "A" }), t("preview.speaker", { name: "B" })]
      : [];
  const segments = sampleSegments(labels.length, item.overlap);
  return (
    <div role="group" aria-label={itemTitle(item)}>
      <Text size="sm" fw={600}>
        {itemTitle(item)}
        {item.required && (
          <Text span c="var(--mantine-color-error)" aria-hidden>
            {" *"}
          </Text>
        )}
      </Text>
      {item.help && (
        <Text size="xs" c="dimmed" style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
          {item.help}
        </Text>
      )}
      <svg viewBox="0 0 120 24" preserveAspectRatio="none" className={classes.wave} aria-hidden>
        {WAVE.map((height, x) => (
          <rect key={x} x={x + 0.15} width={0.7} y={12 - height * 11} height={height * 22} />
        ))}
      </svg>
      <div className={classes.lanes} aria-hidden>
        {segments.map(({ label, row, from, to }, index) => (
          <span
            key={index}
            className={classes.segment}
            style={{
              insetInlineStart: `${from * 100}%`,
              width: `${(to - from) * 100}%`,
              top: row * 30,
              borderColor: labels[label]?.color,
            }}
          >
            <span className={classes.band} style={{ backgroundColor: labels[label]?.color }} />
            <bdi>{labels[label]?.label}</bdi>
            {speakers.length > 0 && <span> · {speakers[index % speakers.length]}</span>}
          </span>
        ))}
      </div>
      <Group gap={6} mt={6} component="ul" className={classes.legend}>
        {labels.map(({ value, label, color }) => {
          const key = keyFor(keys, item.name, value);
          return (
            <li key={value} className={classes.label}>
              <span className={classes.band} style={{ backgroundColor: color }} aria-hidden />
              <bdi>{label}</bdi>
              {key && <Kbd size="xs">{key}</Kbd>}
            </li>
          );
        })}
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {[
          item.text === "required" ? t("preview.textMust") : item.text ? t("preview.textMay") : "",
          item.speakers ? t("preview.speakers") : "",
          item.overlap ? "" : t("preview.noOverlap"),
          item.minimum_seconds ? t("preview.atLeast", { seconds: item.minimum_seconds }) : "",
        ]
          .filter(Boolean)
          .join(" ")}
      </Text>
      {item.attributes.length > 0 && (
        <Paper withBorder p="sm" mt="xs">
          <Text size="xs" c="dimmed" mb="xs">
            {t("preview.attributes")}
          </Text>
          <SegmentAttributes
            item={item}
            value={attributes}
            onChange={(name, next) => setAttributes((before) => ({ ...before, [name]: next }))}
          />
        </Paper>
      )}
    </div>
  );
}
