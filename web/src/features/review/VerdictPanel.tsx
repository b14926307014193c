import { MarkList } from "@/components/listening/MarkList";
import type { Listening } from "@/components/listening/useListening";
import type { Review, Task } from "@/lib/api/types";
import { dateTime } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { Button, Group, Kbd, Paper, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { RejectionForm } from "./RejectionForm";
import type { useRejection } from "./useRejection";
import type { MarkTarget } from "./useReviewKeys";

interface VerdictPanelProps {
  task: Task;
  review: Review;
  open: boolean;
  judging: boolean;
  rejection: ReturnType<typeof useRejection>;
  rejecting: MarkTarget | boolean;
  onRejecting: (rejecting: MarkTarget | boolean) => void;
  onApprove: () => void;
  onReject: () => void;
  listening: Listening;
}

/** Approve, or reject with a reason; of a judged one, what was said. */
export function VerdictPanel(props: VerdictPanelProps) {
  const { t } = useTranslation("review");
  const names = useNames();
  const { review, open, judging, rejecting, listening } = props;
  if (!open) {
    return (
      <Paper withBorder p="md">
        <Title order={2} size="h5" mb="xs">
          {t(review.state === "pending" ? "verdict.notYours" : `verdict.${review.state}`)}
        </Title>
        {review.judged_at && (
          <Text size="sm" c="dimmed">
            {t("verdict.when", { name: names(review.judged_by ?? ""), at: dateTime(review.judged_at) })}
          </Text>
        )}
        {review.reason && (
          <Text size="sm" mt="xs" style={{ whiteSpace: "pre-wrap" }}>
            {review.reason}
          </Text>
        )}
        {review.categories.length > 0 && <Text size="sm">{review.categories.join(", ")}</Text>}
        <MarkList marks={review.marks} onOpen={listening.openMark} />
      </Paper>
    );
  }
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5" mb="sm">
        {t("verdict.title")}
      </Title>
      {rejecting ? (
        <RejectionForm {...props} />
      ) : (
        <Stack gap="xs">
          <Button
            color="teal.9"
            size="md"
            loading={judging}
            onClick={props.onApprove}
            leftSection={<IconCheck size={18} aria-hidden />}
            rightSection={<Kbd>{"A"}</Kbd>}
            justify="space-between"
          >
            {t("verdict.approve")}
          </Button>
          <Button
            color="red"
            variant="light"
            size="md"
            disabled={judging}
            onClick={() => props.onRejecting(true)}
            leftSection={<IconX size={18} aria-hidden />}
            rightSection={<Kbd>{"R"}</Kbd>}
            justify="space-between"
          >
            {t("verdict.reject")}
          </Button>
          <Group gap={6}>
            <Text size="xs" c="dimmed">
              <Kbd size="xs">{"M"}</Kbd> {t("verdict.markHint")}
            </Text>
          </Group>
        </Stack>
      )}
    </Paper>
  );
}
