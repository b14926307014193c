import { ConfirmDialog } from "@/components/ConfirmDialog";
import type { TaskItem } from "@/lib/api/types";
import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFlag } from "./queries";

/** Asks before everybody's work in a task comes to a halt. */
export function StopTaskDialog({
  task,
  opened,
  onClose,
}: {
  task: TaskItem;
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("tasks");
  const flag = useFlag();
  return (
    <ConfirmDialog
      title={t("stop.title", { task: task.name })}
      confirm={t("menu.stop")}
      opened={opened}
      onClose={onClose}
      onConfirm={() => flag.mutateAsync({ task: task.id, flag: "stop" })}
    >
      <Text>{t("stop.text")}</Text>
      <List spacing={4}>
        <List.Item>{t("stop.drafts")}</List.Item>
        <List.Item>{t("stop.kept")}</List.Item>
      </List>
    </ConfirmDialog>
  );
}
