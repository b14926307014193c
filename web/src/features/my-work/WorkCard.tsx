import { StateBadge } from "@/components/StateBadge";
import type { TaskItem } from "@/lib/api/types";
import { count } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { Anchor, Badge, Card, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

export interface Fact {
  label: string;
  value: number;
  /** Asks for attention; not shown where it is zero. */
  strong?: boolean;
}

/** One task and what one has to do in it. */
export function WorkCard({
  task,
  facts,
  message,
  action,
}: {
  task: TaskItem;
  facts: readonly Fact[];
  message: ReactNode;
  action: ReactNode;
}) {
  const workspace = useWorkspace();
  return (
    <Card withBorder component="li" padding="md" aria-label={task.name}>
      <Group justify="space-between" wrap="nowrap" align="center" gap="lg">
        <Stack gap={6} miw={0} style={{ flex: 1 }}>
          <Group gap="xs" wrap="nowrap">
            <Anchor component={Link} to={`/w/${workspace.id}/tasks/${task.id}`} fw={600} truncate>
              {task.name}
            </Anchor>
            {task.state !== "labeling" && <StateBadge state={task.state} />}
          </Group>
          <Group gap="md" className="numbers">
            {facts.map(({ label, value, strong }) =>
              strong && value === 0 ? null : strong ? (
                <Badge key={label} color="orange" variant="light" tt="none" size="lg">
                  {count(value)} {label}
                </Badge>
              ) : (
                <Text key={label} size="sm" c="dimmed">
                  <Text span fw={600} c="var(--mantine-color-text)">
                    {count(value)}
                  </Text>{" "}
                  {label}
                </Text>
              ),
            )}
          </Group>
          {message && <Text size="sm">{message}</Text>}
        </Stack>
        {action}
      </Group>
    </Card>
  );
}
