import { EmptyState } from "@/components/EmptyState";
import { PageHeader } from "@/components/PageHeader";
import type { Task } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** What is left of a deleted task. */
export function DeletedTask({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const workspace = useWorkspace();
  const back = workspace.can("manage") ? "tasks" : "my-work";
  return (
    <>
      <PageHeader title={task.name} />
      <EmptyState
        icon={<IconTrash size={44} stroke={1.3} aria-hidden />}
        title={t("deleted.title")}
        text={t("deleted.text")}
      >
        <Button component={Link} to={`/w/${workspace.id}/${back}`}>
          {t(`deleted.${back}`)}
        </Button>
      </EmptyState>
    </>
  );
}
