import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Transfer, TransferKind } from "./transfer";
import { TransferForm } from "./TransferForm";
import { TransferResult } from "./TransferResult";

export interface TransferDialogProps {
  kind: TransferKind;
  task: string;
  /** Whose work is to move, where that is known. */
  from?: string;
  /** Only this person's work: one's own. */
  fixedFrom?: boolean;
  opened: boolean;
  onClose: () => void;
}

/** Moves open records, or pending reviews, from one member to another: a quantity, or everything. */
export function TransferDialog({
  kind,
  task,
  from,
  fixedFrom = false,
  opened,
  onClose,
}: TransferDialogProps) {
  const { t } = useTranslation("tasks");
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const [ordered, setOrdered] = useState<Transfer | null>(null);

  function close() {
    setOrdered(null);
    onClose();
    for (const key of MOVED) void queries.invalidateQueries({ queryKey: [key] });
  }

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t(`transfer.title.${kind}`)}
      closeButtonProps={{ "aria-label": common("close") }}
      size="lg"
    >
      {ordered ? (
        <TransferResult kind={kind} ordered={ordered} onClose={close} />
      ) : (
        <TransferForm
          kind={kind}
          task={task}
          from={from}
          fixedFrom={fixedFrom}
          onOrdered={setOrdered}
          onCancel={close}
        />
      )}
    </Modal>
  );
}

/** What is read differently once work has moved. */
const MOVED = [
  "task",
  "tasks",
  "task-queues",
  "task-reviews",
  "task-progress",
  "task-records",
  "task-held",
  "own-queues",
  "own-reviews",
  "transfer-givers",
];
