import { ConfirmDialog } from "@/components/ConfirmDialog";
import { answer, api } from "@/lib/api/client";
import type { ProcessedDataset } from "@/lib/api/types";
import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

interface DeleteProcessedProps {
  processed: ProcessedDataset;
  opened: boolean;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a processed dataset is removed. */
export function DeleteProcessed({ processed, opened, onClose, onDeleted }: DeleteProcessedProps) {
  const { t } = useTranslation("processed");
  const queries = useQueryClient();
  async function remove() {
    await answer(api.DELETE("/api/v1/processed-datasets/{id}", { params: { path: { id: processed.id } } }));
    onDeleted?.();
    await queries.invalidateQueries({ queryKey: ["processed", processed.workspace] });
  }
  const values = { version: processed.version, task: processed.task_name };
  return (
    <ConfirmDialog
      title={t("delete.title", values)}
      confirm={t("delete.confirm")}
      danger
      opened={opened}
      onClose={onClose}
      onConfirm={remove}
    >
      <Text>{t("delete.goes", values)}</Text>
      <Text>{t("delete.stays")}</Text>
    </ConfirmDialog>
  );
}
