import { CountsBar } from "@/components/CountsBar";
import { EmptyState } from "@/components/EmptyState";
import { StateBadge } from "@/components/StateBadge";
import { membersQuery } from "@/lib/api/queries";
import type { TaskItem } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Anchor, Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { heldQuery } from "./queries";
import { attention, maybeHeld, type Attention } from "./work";
import { WorkSection } from "./WorkSection";

/** A page of My work shows no more tasks than somebody reads; the rest is in Tasks. */
const SHOWN = 12;

/** The tasks of the workspace that run or want a manager's eye. */
export function ManageSection({ tasks }: { tasks: TaskItem[] }) {
  const { t } = useTranslation("work");
  const workspace = useWorkspace();
  const { data: members } = useQuery(membersQuery(workspace.id));
  // Only where a role or a member is missing is a task asked for its held work: no request per task.
  const suspects = members ? maybeHeld(tasks, members).slice(0, SHOWN) : [];
  const held = useQueries({
    queries: suspects.map(heldQuery),
    combine: (results) => new Map(suspects.map((id, index) => [id, results[index]?.data ?? 0])),
  });
  const all = tasks.map((task) => ({ task, reasons: attention(task, held.get(task.id) ?? 0) }));
  const wanting = all.filter(({ reasons }) => reasons.length > 0);
  const running = all.filter(
    ({ task, reasons }) => reasons.length === 0 && !["completed", "failed"].includes(task.state),
  );
  if (tasks.length === 0)
    return (
      <EmptyState
        icon={<IconListDetails size={44} stroke={1.3} aria-hidden />}
        title={t("manage.noTasks")}
        text={t("manage.noTasksText")}
      >
        <Group>
          <Button component={Link} to={`/w/${workspace.id}/tasks/new`}>
            {t("manage.create")}
          </Button>
          <Button component={Link} to={`/w/${workspace.id}/datasets/import`} variant="default">
            {t("manage.import")}
          </Button>
        </Group>
      </EmptyState>
    );
  return (
    <>
      {wanting.length > 0 && (
        <WorkSection title={t("manage.attention")}>
          {wanting.slice(0, SHOWN).map(({ task, reasons }) => (
            <ManagedTask key={task.id} task={task} reasons={reasons} held={held.get(task.id) ?? 0} />
          ))}
        </WorkSection>
      )}
      <WorkSection
        title={t("manage.running")}
        above={running.length === 0 && <Text c="dimmed">{t("manage.noneRunning")}</Text>}
      >
        {running.slice(0, SHOWN).map(({ task }) => (
          <ManagedTask key={task.id} task={task} reasons={[]} held={0} />
        ))}
      </WorkSection>
      <Anchor component={Link} to={`/w/${workspace.id}/tasks`}>
        {t("manage.allTasks")}
      </Anchor>
    </>
  );
}

function ManagedTask({ task, reasons, held }: { task: TaskItem; reasons: Attention[]; held: number }) {
  const { t } = useTranslation("work");
  const workspace = useWorkspace();
  const to = `/w/${workspace.id}/tasks/${task.id}`;
  return (
    <Card withBorder component="li" padding="md" aria-label={task.name}>
      <Group wrap="nowrap" gap="lg">
        <Stack gap={4} miw={0} style={{ flex: 1 }}>
          <Group gap="xs" wrap="nowrap">
            <Anchor component={Link} to={to} fw={600} truncate>
              {task.name}
            </Anchor>
            <StateBadge state={task.state} />
          </Group>
          <Group gap={6}>
            {reasons
              .filter((reason) => reason !== "stopped")
              .map((reason) => (
                <Badge key={reason} color="orange" variant="light" tt="none">
                  {t(`manage.reason.${reason}`, { count: held })}
                </Badge>
              ))}
          </Group>
          {task.failure && <Text size="sm">{task.failure}</Text>}
        </Stack>
        <div style={{ width: 280, flexShrink: 0 }}>
          <CountsBar counts={task.counts} />
        </div>
        {reasons.includes("completed-not-generated") && (
          <Button
            component={Link}
            to={`${to}?generate=1`}
            variant="light"
            aria-label={t("manage.generateOf", { task: task.name })}
          >
            {t("manage.generate")}
          </Button>
        )}
      </Group>
    </Card>
  );
}
