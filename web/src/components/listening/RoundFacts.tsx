import { dateTime, duration } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { MarkList } from "./MarkList";
import type { Mark } from "./marks";

/** One submission and what became of it. */
export interface RoundTold {
  annotator?: string;
  submitted_at?: string | null;
  seconds_worked?: number | null;
  unusable?: { reason: string } | null;
  verdict?: "approved" | "rejected" | null;
  judged_at?: string | null;
  reason?: string | null;
  categories: readonly string[];
  returned?: { by: string; at?: string; reason: string } | null;
}

interface RoundFactsProps {
  round: RoundTold;
  marks: readonly Mark[];
  onOpen?: (mark: Mark) => void;
}

/** Who submitted a round and when, the verdict with its reason and comments, and whether it was sent back. */
export function RoundFacts({ round, marks, onOpen }: RoundFactsProps) {
  const { t } = useTranslation("listening");
  const { t: common } = useTranslation();
  const names = useNames();
  const { annotator, submitted_at, seconds_worked, unusable, verdict, judged_at, returned } = round;
  const submitted = [
    annotator && names(annotator),
    submitted_at && dateTime(submitted_at),
    annotator && seconds_worked ? t("round.worked", { worked: duration(seconds_worked) }) : null,
  ].filter(Boolean);
  return (
    <Stack gap={2}>
      {submitted.length > 0 && (
        <Text size="xs" c="dimmed">
          {submitted.join(" · ")}
        </Text>
      )}
      {unusable && (
        <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          <strong>{t("unusable")}</strong>: {unusable.reason}
        </Text>
      )}
      {verdict && (
        <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          <strong>{common(`state.${verdict}`)}</strong>
          {round.categories.length > 0 && ` · ${round.categories.join(", ")}`}
          {round.reason && `: ${round.reason}`}
        </Text>
      )}
      {verdict && judged_at && (
        <Text size="xs" c="dimmed">
          {t("round.judged", { at: dateTime(judged_at) })}
        </Text>
      )}
      {returned && (
        <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          <strong>{t("round.returned")}</strong>: {returned.reason}
        </Text>
      )}
      {returned && (
        <Text size="xs" c="dimmed">
          {[names(returned.by), returned.at && dateTime(returned.at)].filter(Boolean).join(" · ")}
        </Text>
      )}
      <MarkList marks={marks} onOpen={onOpen} />
    </Stack>
  );
}
