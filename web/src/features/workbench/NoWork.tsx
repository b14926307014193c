import { EmptyState } from "@/components/EmptyState";
import { Button, Group } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHourglass,
  IconPlayerPause,
  IconTrophy,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Standing } from "./useWork";

/** Nothing is to be labeled now: says why, and what comes next. Looks again by itself. */
export function NoWork({ standing, back }: { standing: Standing; back: string }) {
  const { t } = useTranslation("workbench");
  const kind = standing.taskState === "failed" ? "failed" : standing.state;
  const Icon = {
    labeling: IconCircleCheck,
    all_labeled: IconCircleCheck,
    all_done: IconTrophy,
    stopped: IconPlayerPause,
    preparing: IconHourglass,
    failed: IconAlertTriangle,
  }[kind];
  return (
    <div role="status" data-testid="no-work" data-state={kind}>
      <EmptyState
        icon={<Icon size={56} stroke={1.3} aria-hidden />}
        title={t(`rest.${kind}.title`)}
        text={t(`rest.${kind}.text`)}
      >
        <Group mt="sm">
          <Button component={Link} to={back}>
            {t("back")}
          </Button>
        </Group>
      </EmptyState>
    </div>
  );
}
