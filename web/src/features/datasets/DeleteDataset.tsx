import { ConfirmDialog } from "@/components/ConfirmDialog";
import { answer, api } from "@/lib/api/client";
import { isProblem } from "@/lib/api/problems";
import type { Dataset } from "@/lib/api/types";
import { count } from "@/lib/format";
import { Anchor, List, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

interface Using {
  id: string;
  name: string;
}

interface DeleteDatasetProps {
  dataset: Dataset;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a dataset is deleted; a refusal names the tasks and subsets that stand on it. */
export function DeleteDataset({ dataset, onClose, onDeleted }: DeleteDatasetProps) {
  const { t } = useTranslation("datasets");
  const queries = useQueryClient();
  const [refusal, setRefusal] = useState<unknown>(null);
  async function remove() {
    try {
      await answer(api.DELETE("/api/v1/datasets/{id}", { params: { path: { id: dataset.id } } }));
    } catch (error) {
      setRefusal(error);
      throw error;
    }
    onDeleted?.();
    await queries.invalidateQueries({ queryKey: ["datasets", dataset.workspace] });
  }
  const inUse = isProblem(refusal, "dataset-in-use") ? refusal.facts : null;
  const using = (fact: unknown) => (Array.isArray(fact) ? (fact as Using[]) : []);
  const links = [
    ...using(inUse?.tasks).map((task) => ({ ...task, to: `/w/${dataset.workspace}/tasks/${task.id}` })),
    ...using(inUse?.subsets).map((one) => ({ ...one, to: `/w/${dataset.workspace}/datasets/${one.id}` })),
  ];
  return (
    <ConfirmDialog
      title={t("delete.title", { name: dataset.name })}
      confirm={t("menu.delete")}
      danger
      opened
      onClose={onClose}
      onConfirm={remove}
    >
      <Text>{t("delete.goes", { count: dataset.record_count, shown: count(dataset.record_count) })}</Text>
      <Text>{t("delete.stays")}</Text>
      {links.length > 0 && (
        <>
          <Text>{t("delete.inUse")}</Text>
          <List size="sm">
            {links.map(({ id, name, to }) => (
              <List.Item key={id}>
                <Anchor component={Link} to={to} onClick={onClose}>
                  {name}
                </Anchor>
              </List.Item>
            ))}
          </List>
        </>
      )}
    </ConfirmDialog>
  );
}
