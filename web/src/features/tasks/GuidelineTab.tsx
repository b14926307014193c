import { EmptyState } from "@/components/EmptyState";
import { Guideline } from "@/components/Guideline";
import type { Task } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Button, Paper } from "@mantine/core";
import { IconBook } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** How the task is to be labeled, in its manager's words. */
export default function GuidelineTab({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const workspace = useWorkspace();
  if (task.guideline.trim())
    return (
      <Paper withBorder p="lg" maw={860}>
        <Guideline source={task.guideline} />
      </Paper>
    );
  const manages = workspace.can("manage");
  return (
    <EmptyState
      icon={<IconBook size={44} stroke={1.3} aria-hidden />}
      title={t("noGuideline.title")}
      text={t(manages ? "noGuideline.manager" : "noGuideline.other")}
    >
      {manages && (
        <Button component={Link} to="?tab=settings&edit=1" variant="default">
          {t("noGuideline.write")}
        </Button>
      )}
    </EmptyState>
  );
}
