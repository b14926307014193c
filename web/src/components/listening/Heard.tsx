import { AnnotationForm, itemTitle } from "@/components/annotation";
import { Timeline } from "@/components/timeline/Timeline";
import { TimelineToolbar } from "@/components/timeline/TimelineToolbar";
import { itemChanges } from "@/lib/annotation-diff/changes";
import type { Annotation, AnnotationSchema } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import { Alert, Paper, SegmentedControl, Text } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import classes from "./listening.module.css";
import { PlayBar } from "./PlayBar";
import { SegmentChangesTable } from "./SegmentChangesTable";
import type { Compared, Listening } from "./useListening";

interface HeardProps {
  schema: AnnotationSchema;
  seconds: number;
  player: Player;
  listening: Listening;
  /** What is shown; null where nothing was said. */
  annotation: Annotation | null;
  compared: Compared | null;
  unusable: { reason: string } | null | undefined;
  /** Where segments can be commented on. */
  onMark?: (segment: string) => void;
}

/** A record read-only: its sound, its timeline, and all that was said of it with the differences marked. */
export function Heard(props: HeardProps) {
  const { schema, seconds, player, listening, annotation, compared, unusable, onMark } = props;
  const { t } = useTranslation("listening");
  const { item, items } = listening;
  const labels = useMemo(
    () => listening.labels?.map(({ value, label }) => ({ value, title: label })) ?? null,
    [listening.labels],
  );
  return (
    <>
      {unusable && (
        <Alert color="orange" icon={<IconBan aria-hidden />} title={t("unusable")}>
          {unusable.reason}
        </Alert>
      )}
      <PlayBar player={player} seconds={seconds} />
      {listening.audio && (
        <Paper withBorder className={classes.timeline}>
          <TimelineToolbar view={listening.view} withLanes={item !== null} span={listening.span} />
          <div className={classes.canvas} data-lanes={item !== null}>
            <Timeline
              audio={listening.audio}
              player={player}
              view={listening.view}
              segments={listening.drawn}
              marks={listening.spans}
              selected={listening.selected}
              span={listening.span}
              withLanes={item !== null}
              labels={labels ?? undefined}
              readOnly
              onIntent={listening.onIntent}
            />
          </div>
        </Paper>
      )}
      {annotation && compared && <Differences schema={schema} annotation={annotation} compared={compared} />}
      {items.length > 1 && item && (
        <SegmentedControl
          size="xs"
          aria-label={t("segments.item")}
          value={item.name}
          onChange={listening.setItem}
          data={items.map((one) => ({ value: one.name, label: itemTitle(one) }))}
        />
      )}
      {item && (annotation || listening.changes.length > 0) && (
        <SegmentChangesTable
          rows={listening.changes}
          labels={labels}
          comparing={compared !== null}
          selected={listening.selected}
          marked={listening.marked}
          onSelect={listening.select}
          onPlay={listening.play}
          onMark={onMark}
        />
      )}
      {annotation && (
        <AnnotationForm
          schema={schema}
          value={annotation}
          readOnly
          compareWith={compared?.annotation ?? undefined}
          layout="side"
        />
      )}
    </>
  );
}

/** How many items are not as in the other round. */
function Differences({
  schema,
  annotation,
  compared: { round, annotation: earlier },
}: {
  schema: AnnotationSchema;
  annotation: Annotation;
  compared: Compared;
}) {
  const { t } = useTranslation("listening");
  const changed = itemChanges(schema, earlier ?? {}, annotation).filter(({ change }) => change !== "same");
  return (
    <Text size="sm" role="status">
      {changed.length ? t("differences", { count: changed.length, round }) : t("noDifference", { round })}
    </Text>
  );
}
