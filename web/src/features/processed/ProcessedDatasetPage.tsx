import { GenerationProgress, useGeneration } from "@/components/generate/GenerationProgress";
import { Loading } from "@/components/Loading";
import { PageHeader } from "@/components/PageHeader";
import { ProblemPage } from "@/components/ProblemPage";
import { StateBadge } from "@/components/StateBadge";
import { datasetsQuery } from "@/lib/api/queries";
import type { ProcessedDataset } from "@/lib/api/types";
import { bytes, count, dateTime, duration } from "@/lib/format";
import { useNames, useWorkspace } from "@/lib/workspace";
import { Alert, Anchor, Badge, Breadcrumbs, Button, Group, Tabs, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { CardTab } from "./CardTab";
import { DeleteProcessed } from "./DeleteProcessed";
import { DownloadAll } from "./DownloadButton";
import { FilesTab } from "./FilesTab";
import { LineageTab } from "./LineageTab";
import { processedDatasetQuery } from "./queries";

/** One processed dataset: its files, who made it, and its card. */
export function Component() {
  const { processed: id = "" } = useParams();
  const found = useQuery(processedDatasetQuery(id));
  if (found.error && !found.data)
    return <ProblemPage error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  return <Processed key={`${id} ${found.data.state}`} start={found.data} />;
}

function Processed({ start }: { start: ProcessedDataset }) {
  const { t } = useTranslation("processed");
  const workspace = useWorkspace();
  const name = useNames();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const processed = useGeneration(start, (fresh) =>
    queries.setQueryData(processedDatasetQuery(start.id).queryKey, fresh),
  );
  const [removing, { open, close }] = useDisclosure(false);
  const { data: datasets } = useQuery(datasetsQuery(workspace.id));
  const dataset = datasets?.find((one) => one.id === processed.dataset)?.name ?? t("lineage.deletedDataset");
  const list = `/w/${workspace.id}/processed-datasets`;
  const ready = processed.state === "ready";
  return (
    <>
      <Breadcrumbs mb="xs">
        <Anchor component={Link} to={list} size="sm">
          {t("title")}
        </Anchor>
        <Text size="sm">{processed.version}</Text>
      </Breadcrumbs>
      <PageHeader
        title={`${processed.task_name} ${processed.version}`}
        below={
          <Group gap="xs" mt={4}>
            <StateBadge state={processed.state} />
            {processed.partial && (
              <Badge variant="light" color="orange">
                {t("partial")}
              </Badge>
            )}
            <Text c="dimmed" size="sm" className="numbers">
              {[
                ...(ready
                  ? [
                      t("records", {
                        ns: "common",
                        count: processed.record_count,
                        shown: count(processed.record_count),
                      }),
                      duration(processed.seconds),
                      bytes(processed.bytes),
                    ]
                  : []),
                t("requested", {
                  at: dateTime(processed.created_at),
                  name: name(processed.requested_by),
                }),
              ].join(" · ")}
            </Text>
          </Group>
        }
        actions={
          <>
            {ready && <DownloadAll id={processed.id} label={t("downloadAll")} />}
            <Button variant="default" leftSection={<IconTrash size={18} aria-hidden />} onClick={open}>
              {t("delete.confirm")}
            </Button>
          </>
        }
      />
      {processed.state === "generating" && <GenerationProgress processed={processed} />}
      {processed.state === "failed" && (
        <Alert
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title={t("generate.failed", { version: processed.version })}
        >
          {processed.failure}
        </Alert>
      )}
      {processed.state === "canceled" && (
        <Alert color="gray" title={t("generate.canceled", { version: processed.version })}>
          {t("canceledText")}
        </Alert>
      )}
      {ready && <ReadyTabs processed={processed} dataset={dataset} />}
      <DeleteProcessed
        processed={processed}
        opened={removing}
        onClose={close}
        onDeleted={() => void navigate(list)}
      />
    </>
  );
}

const TABS = ["files", "lineage", "card"] as const;
type Tab = (typeof TABS)[number];

function ReadyTabs({ processed, dataset }: { processed: ProcessedDataset; dataset: string }) {
  const { t } = useTranslation("processed");
  const [search, setSearch] = useSearchParams();
  const asked = search.get("tab") as Tab | null;
  const tab = asked && TABS.includes(asked) ? asked : "files";
  return (
    <Tabs
      value={tab}
      keepMounted={false}
      onChange={(next) => setSearch(next === "files" ? {} : { tab: next! }, { replace: true })}
    >
      <Tabs.List mb="md">
        {TABS.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {t(`tab.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="files">
        <FilesTab processed={processed} />
      </Tabs.Panel>
      <Tabs.Panel value="lineage">
        <LineageTab processed={processed} dataset={dataset} />
      </Tabs.Panel>
      <Tabs.Panel value="card">
        <CardTab id={processed.id} />
      </Tabs.Panel>
    </Tabs>
  );
}
