import type { Assignment } from "@/lib/api/types";
import type { DraftSession } from "@/lib/drafts/types";
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { putOff as send } from "./queries";
import type { WorkHandle } from "./useWork";

/** Puts a record off to the end of the queue, and offers to open it again. */
export function usePutOff(assignment: Assignment, session: DraftSession | null, work: WorkHandle) {
  const { t } = useTranslation("workbench");
  const [putOffError, setError] = useState<unknown>(null);
  const putOff = async () => {
    setError(null);
    try {
      await session?.flush();
      const answered = await send(assignment.id);
      work.take(answered);
      const id = notifications.show({
        autoClose: 10_000,
        closeButtonProps: { "aria-label": t("close", { ns: "common" }) },
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{t("putOff.done", { name: assignment.record.audio_name })}</Text>
            <Button
              size="xs"
              variant="default"
              style={{ flexShrink: 0 }}
              onClick={() => {
                notifications.hide(id);
                work.open(assignment.id);
              }}
            >
              {t("putOff.undo")}
            </Button>
          </Group>
        ),
      });
    } catch (error) {
      setError(error);
    }
  };
  return { putOff, putOffError };
}
