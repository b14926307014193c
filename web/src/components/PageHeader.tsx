import { Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

/** A page's one heading, what stands beside it, and its actions. Also the window's title. */
export function PageHeader({
  title,
  below,
  actions,
}: {
  title: string;
  below?: ReactNode;
  actions?: ReactNode;
}) {
  useDocumentTitle(`${title} · Earmark`);
  return (
    <Group justify="space-between" align="flex-start" mb="lg" wrap="nowrap" gap="md">
      <Stack gap={2} miw={0}>
        <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
          {title}
        </Title>
        {typeof below === "string" ? <Text c="dimmed">{below}</Text> : below}
      </Stack>
      {actions && (
        <Group gap="xs" wrap="nowrap" style={{ flexShrink: 0 }}>
          {actions}
        </Group>
      )}
    </Group>
  );
}
