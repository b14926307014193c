import { Group, Radio, Text } from "@mantine/core";
import classes from "./create-task.module.css";

/** One way of several to do it, with a sentence on what it means. */
export function OptionCard({ value, title, text }: { value: string; title: string; text: string }) {
  return (
    <Radio.Card value={value} className={classes.card} aria-label={title}>
      <Group wrap="nowrap" align="flex-start" p="sm">
        <Radio.Indicator />
        <div>
          <Text fw={600}>{title}</Text>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  );
}
