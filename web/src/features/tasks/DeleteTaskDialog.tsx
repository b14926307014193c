import { ConfirmDialog } from "@/components/ConfirmDialog";
import type { TaskItem } from "@/lib/api/types";
import { count } from "@/lib/format";
import { List, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { deleteTask } from "./queries";

/** Asks before a task is deleted: what goes and what stays. */
export function DeleteTaskDialog({
  task,
  opened,
  onClose,
  onDeleted,
}: {
  task: TaskItem;
  opened: boolean;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { t } = useTranslation("tasks");
  const queries = useQueryClient();
  const { open, submitted, done } = task.counts;

  async function remove() {
    await deleteTask(task.id);
    await queries.invalidateQueries({ queryKey: ["tasks"] });
    onDeleted();
  }

  return (
    <ConfirmDialog
      title={t("delete.title", { task: task.name })}
      confirm={t("menu.delete")}
      danger
      opened={opened}
      onClose={onClose}
      onConfirm={remove}
    >
      <div>
        <Text fw={600}>{t("delete.goes")}</Text>
        <List spacing={2}>
          {open > 0 && <List.Item>{t("delete.open", { count: open, shown: count(open) })}</List.Item>}
          {submitted > 0 && (
            <List.Item>{t("delete.submitted", { count: submitted, shown: count(submitted) })}</List.Item>
          )}
          {done > 0 && <List.Item>{t("delete.done", { count: done, shown: count(done) })}</List.Item>}
          <List.Item>{t("delete.task")}</List.Item>
        </List>
      </div>
      <div>
        <Text fw={600}>{t("delete.stays")}</Text>
        <List spacing={2}>
          <List.Item>{t("delete.raw", { dataset: task.dataset_name })}</List.Item>
          <List.Item>{t("delete.generated")}</List.Item>
        </List>
      </div>
    </ConfirmDialog>
  );
}
