import type { Mark } from "@/components/listening/marks";
import { RoundFacts } from "@/components/listening/RoundFacts";
import type { Review } from "@/lib/api/types";
import { Box, Paper, Radio, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface EarlierRoundsProps {
  review: Review;
  compared: number | null;
  onCompare: (round: number | null) => void;
  /** Shows the place that a comment is about. */
  onOpen: (mark: Mark) => void;
}

/** What happened to the record before, and which round it is compared with. */
export function EarlierRounds({ review, compared, onCompare, onOpen }: EarlierRoundsProps) {
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
              <Box pl={26}>
                <RoundFacts round={round} marks={round.marks} onOpen={onOpen} />
              </Box>
            </div>
          ))}
        </Stack>
      </Radio.Group>
    </Paper>
  );
}
