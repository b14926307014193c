import type { Review } from "@/lib/api/types";
import { dateTime } from "@/lib/format";
import { Paper, Radio, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { MarkList } from "./MarkList";

interface EarlierRoundsProps {
  review: Review;
  compared: number | null;
  onCompare: (round: number | null) => void;
}

/** What happened to the record before, and which round it is compared with. */
export function EarlierRounds({ review, compared, onCompare }: EarlierRoundsProps) {
  const { t } = useTranslation("review");
  const rounds = review.history.filter(({ round }) => round < review.round).reverse();
  if (rounds.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t("history.title")}>
      <Title order={2} size="h5" mb="xs">
        {t("history.title")}
      </Title>
      <Radio.Group
        value={String(compared ?? "")}
        onChange={(value) => onCompare(value ? Number(value) : null)}
        aria-label={t("history.compare")}
      >
        <Stack gap="sm">
          <Radio value="" label={t("history.plain")} size="xs" />
          {rounds.map((round) => (
            <div key={round.round}>
              <Radio value={String(round.round)} label={t("history.with", { n: round.round })} size="xs" />
              <Stack gap={2} pl={26}>
                {round.submitted_at && (
                  <Text size="xs" c="dimmed">
                    {dateTime(round.submitted_at)}
                  </Text>
                )}
                {round.verdict && (
                  <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
                    <strong>{t(`state.${round.verdict}`, { ns: "common" })}</strong>
                    {round.categories.length > 0 && ` · ${round.categories.join(", ")}`}
                    {round.reason && `: ${round.reason}`}
                  </Text>
                )}
                {round.returned && (
                  <Text size="sm">
                    <strong>{t("history.returned")}</strong>: {round.returned.reason}
                  </Text>
                )}
                <MarkList marks={round.marks} />
              </Stack>
            </div>
          ))}
        </Stack>
      </Radio.Group>
    </Paper>
  );
}
