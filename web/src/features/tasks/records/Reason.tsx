import { Badge, Group, Text } from "@mantine/core";

/** Why a record was rejected or sent back: categories and words. */
export function Reason({
  reason,
  categories,
  short = false,
}: {
  reason: string | null | undefined;
  categories: readonly string[];
  short?: boolean;
}) {
  return (
    <Group gap={4}>
      {categories.map((category) => (
        <Badge key={category} variant="default" size="sm" tt="none">
          {category}
        </Badge>
      ))}
      {reason && (
        <Text
          size="sm"
          lineClamp={short ? 2 : undefined}
          title={short ? reason : undefined}
          style={{ whiteSpace: short ? undefined : "pre-line" }}
        >
          {reason}
        </Text>
      )}
    </Group>
  );
}
