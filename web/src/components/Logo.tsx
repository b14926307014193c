import { Group, Text } from "@mantine/core";

/** Earmark's sign and name. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <Group gap={8} wrap="nowrap" c="var(--mantine-color-text)">
      <img src="/earmark.svg" width={size} height={size} alt="" />
      <Text fw={700} size="lg" component="span" visibleFrom="xs">
        {"Earmark"}
      </Text>
    </Group>
  );
}
