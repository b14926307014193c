import { Alert, Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** A line on top of the record that says what is the case and what can be done. */
export function Notice({
  color,
  icon,
  title,
  text,
  urgent = false,
  actions = [],
  testId,
}: {
  color: string;
  icon: ReactNode;
  title: string;
  text?: ReactNode;
  urgent?: boolean;
  actions?: readonly { label: string; onClick: () => void; main?: boolean }[];
  testId?: string;
}) {
  return (
    <Alert
      color={color}
      icon={icon}
      title={title}
      py="xs"
      role={urgent ? "alert" : "status"}
      data-testid={testId}
      style={{ flexShrink: 0 }}
    >
      {text && (
        <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
          {text}
        </Text>
      )}
      {actions.length > 0 && (
        <Group gap="xs" mt={6}>
          {actions.map(({ label, onClick, main }) => (
            <Button key={label} size="xs" variant={main ? "filled" : "default"} onClick={onClick}>
              {label}
            </Button>
          ))}
        </Group>
      )}
    </Alert>
  );
}
