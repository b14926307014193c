import type { Task } from "@/lib/api/types";
import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle, IconHourglass, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** What everybody should know of a task that does not simply run. */
export function TaskNotices({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  return (
    <div role="status">
      {task.state === "failed" && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t("notice.failed")} mb="md">
          <Text size="sm">{task.failure}</Text>
          <Text size="sm">{t("notice.failedNext")}</Text>
        </Alert>
      )}
      {task.state === "stopped" && (
        <Alert color="orange" icon={<IconPlayerStop aria-hidden />} title={t("notice.stopped")} mb="md">
          {t("notice.stoppedText")}
        </Alert>
      )}
      {task.state === "preparing" && (
        <Alert icon={<IconHourglass aria-hidden />} title={t("notice.preparing")} mb="md">
          {t("notice.preparingText")}
        </Alert>
      )}
    </div>
  );
}
