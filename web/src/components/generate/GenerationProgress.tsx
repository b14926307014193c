import { ProblemAlert } from "@/components/ProblemAlert";
import { answer, api } from "@/lib/api/client";
import type { ProcessedDataset } from "@/lib/api/types";
import { useLive } from "@/lib/api/useLive";
import { count } from "@/lib/format";
import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** Follows one generation to its end; `onState` hears each change. */
export function useGeneration(
  start: ProcessedDataset,
  onState?: (state: ProcessedDataset) => void,
): ProcessedDataset {
  const [state, setState] = useState(start);
  const queries = useQueryClient();
  const under = state.state === "generating";
  useLive<ProcessedDataset>(under ? `/api/v1/processed-datasets/${start.id}/live` : null, (fresh) => {
    setState(fresh);
    onState?.(fresh);
    if (fresh.state !== "generating") void queries.invalidateQueries({ queryKey: ["processed"] });
  });
  return state;
}

/** How far a generation is, with the way to give it up. */
export function GenerationProgress({ processed }: { processed: ProcessedDataset }) {
  const { t } = useTranslation("processed");
  const queries = useQueryClient();
  const { done, total } = processed.progress;
  const cancel = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/v1/processed-datasets/{id}/cancel", { params: { path: { id: processed.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["processed"] }),
  });
  const words =
    total === null
      ? t("progress.waiting")
      : t("progress.written", { done: count(done), total: count(total) });
  return (
    <Stack gap="xs">
      <Progress
        value={total ? (100 * done) / total : 0}
        aria-label={t("progress.label")}
        aria-valuetext={words}
        animated
      />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status" className="numbers">
          {words}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          {t("progress.cancel")}
        </Button>
      </Group>
      <ProblemAlert error={cancel.error} onClose={cancel.reset} />
    </Stack>
  );
}
