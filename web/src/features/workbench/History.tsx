import { itemTitle, valueText } from "@/components/annotation";
import { StateBadge } from "@/components/StateBadge";
import type { AnnotationSchema, Assignment, Schemas } from "@/lib/api/types";
import { clock, dateTime } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { segmentsOf } from "./editor/content";
import { marksOf } from "@/components/listening/marks";

/** The record's earlier rounds: what was submitted, and what became of it. */
export function History({ assignment, schema }: { assignment: Assignment; schema: AnnotationSchema }) {
  const { t } = useTranslation("workbench");
  const rounds = [...assignment.history].sort((a, b) => b.round - a.round);
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {t("history.name")}
      </Title>
      {rounds.length === 0 && <Text c="dimmed">{t("history.none")}</Text>}
      {rounds.map((round) => (
        <Round key={round.round} round={round} schema={schema} />
      ))}
    </Stack>
  );
}

function Round({ round, schema }: { round: Schemas["RoundView"]; schema: AnnotationSchema }) {
  const { t } = useTranslation("workbench");
  const names = useNames();
  const { annotation, unusable, verdict, returned } = round;
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between">
        <Text fw={600}>{t("history.round", { round: round.round })}</Text>
        {returned ? (
          <Badge color="orange" variant="light" autoContrast>
            {t("history.returned")}
          </Badge>
        ) : (
          verdict && <StateBadge state={verdict} />
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {t("history.by", { name: names(round.annotator), at: dateTime(round.submitted_at) })}
      </Text>
      {unusable && <Text size="sm">{t("history.unusable", { reason: unusable.reason })}</Text>}
      {annotation &&
        schema.items.map((item) => (
          <Text size="sm" key={item.name} lineClamp={6} style={{ overflowWrap: "anywhere" }}>
            <strong>{itemTitle(item)}</strong>{" "}
            {item.kind === "segments"
              ? t("history.segments", { count: segmentsOf(annotation, item.name).length })
              : valueText(item, annotation[item.name])}
          </Text>
        ))}
      {(returned?.reason ?? round.reason) && (
        <Text size="sm" mt={4} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {returned?.reason ?? round.reason}
        </Text>
      )}
      {round.categories.length > 0 && (
        <Group gap={4}>
          {round.categories.map((category) => (
            <Badge key={category} size="sm" color="gray" variant="light" tt="none">
              {category}
            </Badge>
          ))}
        </Group>
      )}
      {marksOf(round.marks).map((mark, index) => (
        <Text size="xs" key={index}>
          {mark.start === null ? mark.item : clock(mark.start)} {mark.comment}
        </Text>
      ))}
    </Paper>
  );
}
