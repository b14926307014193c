import { count } from "@/lib/format";
import { Group, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** How many of a task's records are done, submitted and open, as a bar and in words. */
export function CountsBar({
  counts,
}: {
  counts: { total: number; open: number; submitted: number; done: number };
}) {
  const { t } = useTranslation();
  const share = (n: number) => (counts.total ? (100 * n) / counts.total : 0);
  const words = t("counts", {
    done: count(counts.done),
    submitted: count(counts.submitted),
    open: count(counts.open),
  });
  return (
    <div>
      <Progress.Root size="sm" role="img" aria-label={words}>
        <Progress.Section value={share(counts.done)} color="green" withAria={false} />
        <Progress.Section value={share(counts.submitted)} color="violet" withAria={false} />
      </Progress.Root>
      <Group gap={6} mt={4}>
        <Text size="xs" c="dimmed" className="numbers">
          {words}
        </Text>
      </Group>
    </div>
  );
}
