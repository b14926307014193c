import { ConfirmDialog } from "@/components/ConfirmDialog";
import { faultAt } from "@/lib/api/problems";
import type { Assignment } from "@/lib/api/types";
import { useNames } from "@/lib/workspace";
import { Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useReturn } from "./queries";

/** Asks for the reason before a done record goes back to its annotator. */
export function ReturnDialog({
  task,
  record,
  onClose,
}: {
  task: string;
  record: Pick<Assignment, "id" | "annotator" | "record">;
  onClose: () => void;
}) {
  const { t } = useTranslation("tasks");
  const name = useNames();
  const [reason, setReason] = useState("");
  const back = useReturn(task);
  return (
    <ConfirmDialog
      title={t("return.title", { record: record.record.audio_name })}
      confirm={t("return.confirm")}
      disabled={!reason.trim()}
      opened
      onClose={onClose}
      onConfirm={() => back.mutateAsync({ id: record.id, reason: reason.trim() })}
    >
      <Text>{t("return.text", { name: name(record.annotator) })}</Text>
      <Textarea
        label={t("return.reason")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={faultAt(back.error, "/reason")}
        maxLength={2000}
        autosize
        minRows={3}
        required
        data-autofocus
      />
    </ConfirmDialog>
  );
}
