import { LazyTransferDialog } from "@/components/transfer/LazyTransferDialog";
import { count } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { ActionIcon, Badge, Group, Table, Text, Tooltip } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

type PersonNumber =
  | "given"
  | "open"
  | "rework"
  | "inReview"
  | "approved"
  | "rejected"
  | "returned"
  | "done"
  | "hours"
  | "factor"
  | "share"
  | "pending"
  | "asRest"
  | "inRework";

interface PersonRow<N extends PersonNumber> {
  /** null: work that nobody has; it is not moved from here. */
  user: string | null;
  shown: string;
  /** Records that wait because the person left. */
  held: number;
  numbers: Record<N, string>;
}

interface PeopleTableProps<N extends PersonNumber> {
  task: string;
  /** What is moved from here. */
  kind: "assignments" | "reviews";
  label: string;
  person: string;
  columns: readonly N[];
  rows: readonly PersonRow<N>[];
  /** In pixels; below it the table scrolls sideways. */
  minWidth: number;
}

/** People with their numbers; who manages moves work away from them. */
export function PeopleTable<N extends PersonNumber>({
  task,
  kind,
  label,
  person,
  columns,
  rows,
  minWidth,
}: PeopleTableProps<N>) {
  const { t } = useTranslation("tasks");
  const manages = useWorkspace().can("manage");
  const [from, setFrom] = useState<string | null>(null);
  return (
    <>
      <Table.ScrollContainer minWidth={minWidth}>
        <Table aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{person}</Table.Th>
              {columns.map((column: PersonNumber) => (
                <Table.Th key={column} ta="right">
                  <Tooltip label={t(`number.${column}Text`)} multiline maw={260}>
                    <span tabIndex={0}>{t(`number.${column}`)}</span>
                  </Tooltip>
                </Table.Th>
              ))}
              {manages && (
                <Table.Th w={48}>
                  <span className="visually-hidden">{t("column.menu")}</span>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="numbers">
            {rows.map(({ user, shown, held, numbers }) => (
              <Table.Tr key={user ?? ""}>
                <Table.Th scope="row" fw={500}>
                  <Group gap="xs" wrap="nowrap">
                    <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
                      {shown}
                    </Text>
                    {held > 0 && (
                      <Badge color="orange" variant="light" tt="none">
                        {t("held.badge", { shown: count(held) })}
                      </Badge>
                    )}
                  </Group>
                </Table.Th>
                {columns.map((column) => (
                  <Table.Td key={column} ta="right">
                    {numbers[column]}
                  </Table.Td>
                ))}
                {manages && (
                  <Table.Td>
                    {user !== null && (
                      <Tooltip label={t(`transfer.title.${kind}`)}>
                        <ActionIcon
                          variant="subtle"
                          color="gray"
                          aria-label={t(`transfer.of.${kind}`, { name: shown })}
                          onClick={() => setFrom(user)}
                        >
                          <IconArrowsExchange size={18} aria-hidden />
                        </ActionIcon>
                      </Tooltip>
                    )}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {from !== null && (
        <LazyTransferDialog kind={kind} task={task} from={from} opened onClose={() => setFrom(null)} />
      )}
    </>
  );
}
