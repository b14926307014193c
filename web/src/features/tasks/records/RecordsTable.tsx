import type { Task } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { VirtualBody } from "../VirtualBody";
import { recordPath } from "./filters";
import type { ListedRecord } from "./queries";
import { RecordDetails } from "./RecordDetails";
import { RecordRow } from "./RecordRow";
import { ReturnDialog } from "./ReturnDialog";
import { usePreview } from "./usePreview";

/** Columns and their pixels; values take the rest. */
const COLUMNS = [
  ["open", 40],
  ["ordinal", 56],
  ["audio", 210],
  ["annotator", 134],
  ["state", 112],
  ["round", 64],
  ["values", undefined],
  ["reason", 160],
  ["menu", 44],
] as const;

/** A line of the table: a record, or what is told of an opened one. */
type Line = { record: ListedRecord; details: boolean };

/** The records as rows, each of which opens. */
export function RecordsTable({
  task,
  records,
  onEnd,
}: {
  task: Task;
  records: ListedRecord[];
  onEnd: () => void;
}) {
  const { t } = useTranslation("tasks");
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [returning, setReturning] = useState<ListedRecord | null>(null);
  const preview = usePreview();
  const { id: workspace } = useWorkspace();
  const [params] = useSearchParams();

  function toggle(id: string) {
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }
  const lines = records.flatMap((record): Line[] => [
    { record, details: false },
    ...(opened.has(record.id) ? [{ record, details: true }] : []),
  ]);

  return (
    <>
      <Table aria-label={t("tab.records")} layout="fixed" miw={960} highlightOnHover={false}>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map(([column, width]) => (
              <Table.Th key={column} style={{ width }}>
                {column === "open" || column === "menu" ? (
                  <span className="visually-hidden">{t(`record.column.${column}`)}</span>
                ) : (
                  t(`record.column.${column}`)
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <VirtualBody
          items={lines}
          columns={COLUMNS.length}
          rowHeight={48}
          keyOf={({ record, details }) => `${record.id}${details ? " details" : ""}`}
          onEnd={onEnd}
        >
          {({ record, details }, row) => {
            const page = recordPath(workspace, task.id, record.id, params);
            return details ? (
              <Table.Tr key={`${record.id} details`} {...row}>
                <Table.Td colSpan={COLUMNS.length} p="md" bg="var(--mantine-color-default-hover)">
                  <RecordDetails
                    task={task}
                    id={record.id}
                    page={page}
                    playing={preview.playing === record.id ? preview.player : null}
                    onReturn={() => setReturning(record)}
                  />
                </Table.Td>
              </Table.Tr>
            ) : (
              <RecordRow
                key={record.id}
                task={task}
                record={record}
                row={row}
                page={page}
                opened={opened.has(record.id)}
                playing={preview.playing === record.id}
                failed={preview.failed === record.id}
                onToggle={() => toggle(record.id)}
                onPlay={() => preview.toggle(record)}
                onReturn={() => setReturning(record)}
              />
            );
          }}
        </VirtualBody>
      </Table>
      {returning && <ReturnDialog task={task.id} record={returning} onClose={() => setReturning(null)} />}
    </>
  );
}
