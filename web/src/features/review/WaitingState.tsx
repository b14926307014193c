import { EmptyState } from "@/components/EmptyState";
import type { Schemas, Task } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Button } from "@mantine/core";
import { IconCircleCheck, IconHourglass, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

const ICONS = {
  reviewing: IconHourglass,
  waiting_for_submissions: IconHourglass,
  all_judged: IconCircleCheck,
  stopped: IconPlayerStop,
};

/** Nothing to judge now: says what one waits for. Goes on by itself when something arrives. */
export function WaitingState({
  work,
  task,
}: {
  work: Schemas["ReviewServiceWorkView"] | undefined;
  task: Task;
}) {
  const { t } = useTranslation("review");
  const { id } = useWorkspace();
  const state = work?.state ?? "waiting_for_submissions";
  const Icon = ICONS[state];
  return (
    <div role="status" data-testid="review-state" data-state={state}>
      <EmptyState
        icon={<Icon size={48} stroke={1.3} aria-hidden />}
        title={t(`waiting.${state}.title`)}
        text={t(`waiting.${state}.text`, { open: task.counts.open })}
      >
        <Button component={Link} to={`/w/${id}/my-work`} mt="sm">
          {t("leave")}
        </Button>
      </EmptyState>
    </div>
  );
}
