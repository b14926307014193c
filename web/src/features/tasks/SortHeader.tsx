import { Table, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { CSSProperties } from "react";

/** A column's heading that sorts by it. */
export function SortHeader({
  label,
  active,
  descending,
  onSort,
  style,
}: {
  label: string;
  active: boolean;
  descending: boolean;
  onSort: () => void;
  style?: CSSProperties;
}) {
  const Icon = !active ? IconArrowsSort : descending ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th aria-sort={active ? (descending ? "descending" : "ascending") : undefined} style={style}>
      <UnstyledButton
        onClick={onSort}
        style={{ display: "inline-flex", alignItems: "center", gap: 4, minHeight: 24 }}
      >
        <Text span fw={600} size="sm">
          {label}
        </Text>
        <Icon size={14} aria-hidden color={active ? undefined : "var(--mantine-color-dimmed)"} />
      </UnstyledButton>
    </Table.Th>
  );
}
