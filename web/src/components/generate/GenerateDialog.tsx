import { answer, api } from "@/lib/api/client";
import type { ProcessedDataset, Task } from "@/lib/api/types";
import { count } from "@/lib/format";
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { GenerateForm } from "./GenerateForm";
import { GenerationProgress, useGeneration } from "./GenerationProgress";
import { generationOf, type GenerateSettings } from "./settings";

/** What the dialog needs to know of the task. */
export type GeneratedTask = Pick<Task, "id" | "name" | "workspace"> & {
  counts: { done: number; total: number };
};

interface GenerateDialogProps {
  task: GeneratedTask;
  opened: boolean;
  onClose: () => void;
}

/** Turns a task into a processed dataset: settings, then progress, then the way to the result. */
export function GenerateDialog({ task, opened, onClose }: GenerateDialogProps) {
  const { t } = useTranslation("processed");
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const generate = useMutation({
    mutationFn: (settings: GenerateSettings) =>
      answer(api.POST("/api/v1/processed-datasets", { body: generationOf(task.id, settings) })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["processed"] }),
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={generate.reset}
      title={t("generate.title", { name: task.name })}
      size="lg"
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {generate.data ? (
        <Generated start={generate.data} workspace={task.workspace} onClose={onClose} />
      ) : (
        <GenerateForm
          task={task}
          error={generate.error}
          busy={generate.isPending}
          onCancel={onClose}
          onGenerate={generate.mutate}
        />
      )}
    </Modal>
  );
}

function Generated({
  start,
  workspace,
  onClose,
}: {
  start: ProcessedDataset;
  workspace: string;
  onClose: () => void;
}) {
  const { t } = useTranslation("processed");
  const { t: common } = useTranslation();
  const processed = useGeneration(start);
  const { state, version } = processed;
  return (
    <Stack>
      {state === "generating" && (
        <>
          <Text>{t("generate.running", { version })}</Text>
          <GenerationProgress processed={processed} />
        </>
      )}
      {state === "ready" && (
        <Alert color="green" icon={<IconCircleCheck aria-hidden />} role="status">
          {t("generate.ready", {
            version,
            count: processed.record_count,
            shown: count(processed.record_count),
          })}
        </Alert>
      )}
      {(state === "failed" || state === "canceled") && (
        <Alert
          color={state === "failed" ? "red" : "gray"}
          icon={<IconAlertTriangle aria-hidden />}
          role="alert"
          title={t(`generate.${state}`, { version })}
        >
          {processed.failure}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {common("close")}
        </Button>
        <Button component={Link} to={`/w/${workspace}/processed-datasets/${start.id}`} data-autofocus>
          {t("generate.open", { version })}
        </Button>
      </Group>
    </Stack>
  );
}
