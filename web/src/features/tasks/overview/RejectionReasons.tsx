import { count, percent } from "@/lib/format";
import { Progress, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { pareto } from "./pareto";

/** Why records were rejected, the most frequent reason first, and what the first ones make up together. */
export function RejectionReasons({ categories }: { categories: Readonly<Record<string, number>> }) {
  const { t } = useTranslation("tasks");
  const rows = pareto(categories);
  if (rows.length === 0) return <Text c="dimmed">{t("pareto.none")}</Text>;
  const most = rows[0]!.count;
  return (
    <Table aria-label={t("pareto.title")} className="numbers" maw={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("pareto.reason")}</Table.Th>
          <Table.Th w="40%">
            <span className="visually-hidden">{t("pareto.share")}</span>
          </Table.Th>
          <Table.Th ta="right">{t("pareto.count")}</Table.Th>
          <Table.Th ta="right">{t("pareto.cumulative")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.reason}>
            <Table.Th scope="row" fw={500} style={{ overflowWrap: "anywhere" }}>
              {row.reason}
            </Table.Th>
            <Table.Td>
              <Progress value={(100 * row.count) / most} color="red" aria-label={percent(row.share)} />
            </Table.Td>
            <Table.Td ta="right">{count(row.count)}</Table.Td>
            <Table.Td ta="right">{percent(row.cumulative)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
