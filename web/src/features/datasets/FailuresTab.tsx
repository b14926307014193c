import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import type { Dataset } from "@/lib/api/types";
import { count } from "@/lib/format";
import { Button, Group, Table, Text } from "@mantine/core";
import { IconCircleCheck, IconDownload } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { csvLine, saveFile } from "./csv";
import { allFailures, failuresQuery } from "./queries";
import { useReason } from "./useReason";

/** What could not be imported, and why. */
export function FailuresTab({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation("datasets");
  const reason = useReason();
  const failures = useInfiniteQuery({
    ...failuresQuery(dataset.id),
    refetchInterval: dataset.state === "importing" ? 5000 : false,
  });
  const save = useMutation({
    mutationFn: async () => {
      const all = await allFailures(dataset.id);
      const head = csvLine(["path", "line", "reason", "detail"]);
      const lines = all.map((one) => csvLine([one.path, one.line ?? null, one.reason, one.detail]));
      saveFile(`${dataset.name} failures.csv`, "text/csv;charset=utf-8", "\uFEFF", head, ...lines);
    },
  });
  if (failures.error && !failures.data) return <ProblemAlert error={failures.error} />;
  if (!failures.data) return <Loading />;
  const shown = failures.data.pages.flatMap(({ items }) => items);
  if (shown.length === 0)
    return (
      <EmptyState
        icon={<IconCircleCheck size={40} stroke={1.3} aria-hidden />}
        title={dataset.state === "importing" ? t("failures.soFarTitle") : t("failures.noneTitle")}
        text={dataset.state === "importing" ? t("failures.soFarText") : t("failures.noneText")}
      />
    );
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Text c="dimmed" size="sm">
          {t("failures.text", { count: dataset.failed_count, shown: count(dataset.failed_count) })}
        </Text>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t("failures.csv")}
        </Button>
      </Group>
      <ProblemAlert error={save.error} onClose={save.reset} />
      <Table.ScrollContainer minWidth={700}>
        <Table aria-label={t("tab.failures")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("failures.path")}</Table.Th>
              <Table.Th ta="right">{t("failures.line")}</Table.Th>
              <Table.Th>{t("failures.reason")}</Table.Th>
              <Table.Th>{t("failures.detail")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((one, index) => (
              <Table.Tr key={index}>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{one.path}</Table.Td>
                <Table.Td ta="right" className="numbers">
                  {one.line ?? ""}
                </Table.Td>
                <Table.Td>{reason(one.reason)}</Table.Td>
                <Table.Td>
                  <Text size="sm" c="dimmed">
                    {one.detail}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {failures.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={failures.isFetchingNextPage}
          onClick={() => void failures.fetchNextPage()}
        >
          {t("failures.more")}
        </Button>
      )}
    </>
  );
}
