import { ConfirmDialog } from "@/components/ConfirmDialog";
import { answer, api } from "@/lib/api/client";
import { datasetQuery } from "@/lib/api/queries";
import type { Dataset } from "@/lib/api/types";
import { count, duration } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { Button, Card, Group, Progress, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

/** How far an import is, live, and the way to give it up. */
export function ImportProgress({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const [asking, { open, close }] = useDisclosure(false);
  const { progress } = dataset;
  const { done, total } = progress;
  const files =
    total === null
      ? t("progress.filesOnly", { count: done, done: count(done) })
      : t("progress.files", { done: count(done), total: count(total) });

  async function cancel() {
    const fresh = await answer(
      api.POST("/api/v1/datasets/{id}/cancel", { params: { path: { id: dataset.id } } }),
    );
    queries.setQueryData(datasetQuery(dataset.id).queryKey, fresh);
  }

  return (
    <Card withBorder component="section" aria-label={t("progress.label")} mb="lg">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t("progress.title")}
          </Title>
          {workspace.can("create") && (
            <Button variant="default" size="xs" onClick={open}>
              {t("progress.cancel")}
            </Button>
          )}
        </Group>
        <Progress
          size="lg"
          animated
          value={total ? (100 * done) / total : 0}
          aria-label={t("progress.label")}
          aria-valuetext={files}
        />
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <Fact label={t("progress.done")} value={files} live />
          <Fact
            label={t("progress.speed")}
            value={
              progress.files_per_second === null
                ? t("progress.notYet")
                : t("progress.perSecond", { shown: count(Math.round(progress.files_per_second * 10) / 10) })
            }
          />
          <Fact
            label={t("progress.audioSpeed")}
            value={
              progress.seconds_per_second === null
                ? t("progress.notYet")
                : t("progress.audioPerSecond", { shown: duration(progress.seconds_per_second) })
            }
          />
          <Fact
            label={t("progress.left")}
            value={
              progress.remaining_seconds === null
                ? t("progress.notYet")
                : duration(Math.ceil(progress.remaining_seconds))
            }
          />
        </SimpleGrid>
      </Stack>
      <ConfirmDialog
        title={t("progress.cancelTitle")}
        confirm={t("progress.cancel")}
        danger
        opened={asking}
        onClose={close}
        onConfirm={cancel}
      >
        <Text>{t("progress.cancelText")}</Text>
      </ConfirmDialog>
    </Card>
  );
}

function Fact({ label, value, live = false }: { label: string; value: string; live?: boolean }) {
  return (
    <div role={live ? "status" : undefined}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text className="numbers">{value}</Text>
    </div>
  );
}
