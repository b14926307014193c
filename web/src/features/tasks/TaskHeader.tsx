import { PageHeader } from "@/components/PageHeader";
import { StateBadge } from "@/components/StateBadge";
import type { Task } from "@/lib/api/types";
import { day, duration } from "@/lib/format";
import { withParams } from "@/lib/params";
import { useNames, useWorkspace } from "@/lib/workspace";
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconPackageExport } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { TaskMenu } from "./TaskMenu";

/** Name, state and where a task comes from, with what one does with it. */
export function TaskHeader({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const { t: common } = useTranslation();
  const workspace = useWorkspace();
  const name = useNames();
  const [, setParams] = useSearchParams();
  const manages = workspace.can("manage");
  const page = `/w/${workspace.id}/tasks/${task.id}`;
  const runs = task.state === "labeling" || task.state === "reviewing";

  function generate() {
    setParams((before) => withParams(before, { generate: "1" }));
  }

  return (
    <PageHeader
      title={task.name}
      below={
        <Stack gap={4}>
          <Group gap="sm">
            <StateBadge state={task.state} />
            {task.state === "stopped" && (
              <Text size="sm" c="dimmed">
                {t("stoppedWhile", { phase: common(`state.${task.phase}`) })}
              </Text>
            )}
            <Text size="sm" c="dimmed">
              {manages ? (
                <Anchor
                  component={Link}
                  to={`/w/${workspace.id}/datasets/${task.dataset}`}
                  size="sm"
                  underline="always"
                >
                  {task.dataset_name}
                </Anchor>
              ) : (
                task.dataset_name
              )}
              {` · ${duration(task.seconds)} · ${t("createdBy", { name: name(task.created_by), day: day(task.created_at) })}`}
            </Text>
          </Group>
          {task.description && <Text style={{ whiteSpace: "pre-line" }}>{task.description}</Text>}
        </Stack>
      }
      actions={
        <>
          {task.parts.includes("annotator") && workspace.can("label") && (
            <Button
              component={Link}
              to={`${page}/label`}
              variant={manages ? "default" : "filled"}
              disabled={!runs}
            >
              {t("continueLabeling")}
            </Button>
          )}
          {task.parts.includes("reviewer") && workspace.can("review") && (
            <Button component={Link} to={`${page}/review`} disabled={!runs}>
              {t("continueReview")}
            </Button>
          )}
          {manages && (
            <>
              <Button
                leftSection={<IconPackageExport size={18} aria-hidden />}
                variant={task.state === "completed" ? "filled" : "default"}
                disabled={task.counts.done === 0}
                onClick={generate}
              >
                {t("menu.generate")}
              </Button>
              <TaskMenu task={task} onPage />
            </>
          )}
        </>
      }
    />
  );
}
