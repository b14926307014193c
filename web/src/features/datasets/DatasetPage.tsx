import { Loading } from "@/components/Loading";
import { PageHeader } from "@/components/PageHeader";
import { ProblemPage } from "@/components/ProblemPage";
import { StateBadge } from "@/components/StateBadge";
import { datasetQuery } from "@/lib/api/queries";
import type { Dataset } from "@/lib/api/types";
import { useLive } from "@/lib/api/useLive";
import { bytes, count, dateTime, duration } from "@/lib/format";
import { useNames, useWorkspace } from "@/lib/workspace";
import { Alert, Anchor, Badge, Breadcrumbs, Button, Group, Tabs, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { DatasetMenu } from "./DatasetMenu";
import { DeleteDataset } from "./DeleteDataset";
import { FailuresTab } from "./FailuresTab";
import { ImportProgress } from "./ImportProgress";
import { RecordsTab } from "./RecordsTab";
import { SourceWords } from "./SourceWords";
import { UsedByTab } from "./UsedByTab";
import { useFailureWords } from "./useReason";

/** One raw dataset: how its import goes, its records, what failed, what stands on it. */
export function Component() {
  const { dataset: id = "" } = useParams();
  const queries = useQueryClient();
  const found = useQuery(datasetQuery(id));
  const importing = found.data?.state === "importing";
  useLive<Dataset>(importing ? `/api/v1/datasets/${id}/live` : null, (fresh) => {
    queries.setQueryData(datasetQuery(id).queryKey, fresh);
    if (fresh.state === "importing") return;
    void queries.invalidateQueries({ queryKey: ["dataset", id] });
    void queries.invalidateQueries({ queryKey: ["datasets", fresh.workspace] });
  });
  if (found.error && !found.data)
    return <ProblemPage error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  return <Shown dataset={found.data} />;
}

function Shown({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  const name = useNames();
  const navigate = useNavigate();
  const words = useFailureWords();
  const [removing, setRemoving] = useState(false);
  const ready = dataset.state === "ready";
  const facts = [
    t("records", { ns: "common", count: dataset.record_count, shown: count(dataset.record_count) }),
    duration(dataset.seconds),
    bytes(dataset.bytes),
    t("created", { at: dateTime(dataset.created_at), name: name(dataset.created_by) }),
  ];
  return (
    <>
      <Breadcrumbs mb="xs">
        <Anchor component={Link} to={`/w/${workspace.id}/datasets`} size="sm" lh="md">
          {t("title")}
        </Anchor>
        <Text size="sm" truncate maw={400} lh="md">
          {dataset.name}
        </Text>
      </Breadcrumbs>
      <PageHeader
        title={dataset.name}
        below={
          <>
            <Group gap="xs" mt={4}>
              <StateBadge state={dataset.state} />
              <Text c="dimmed" size="sm" className="numbers">
                {facts.join(" · ")}
              </Text>
            </Group>
            <SourceWords dataset={dataset} />
          </>
        }
        actions={
          <>
            {ready && dataset.record_count > 0 && workspace.can("create") && (
              <Button
                component={Link}
                to={`/w/${workspace.id}/tasks/new?dataset=${dataset.id}`}
                leftSection={<IconPlus size={18} aria-hidden />}
              >
                {t("menu.createTask")}
              </Button>
            )}
            <DatasetMenu dataset={dataset} onDelete={() => setRemoving(true)} />
          </>
        }
      />
      {dataset.state === "importing" && <ImportProgress dataset={dataset} />}
      {dataset.state === "failed" && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t("failedTitle")} mb="lg">
          {dataset.failure && words(dataset.failure)}
        </Alert>
      )}
      {dataset.state === "canceled" && (
        <Alert color="gray" title={t("canceledTitle")} mb="lg">
          {t("canceledText")}
        </Alert>
      )}
      <DatasetPageTabs dataset={dataset} />
      {removing && (
        <DeleteDataset
          dataset={dataset}
          onClose={() => setRemoving(false)}
          onDeleted={() => void navigate(`/w/${workspace.id}/datasets`)}
        />
      )}
    </>
  );
}

const TABS = ["records", "failures", "used"] as const;
type Tab = (typeof TABS)[number];

function DatasetPageTabs({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation("datasets");
  const [search, setSearch] = useSearchParams();
  const asked = search.get("tab") as Tab | null;
  const tab = asked && TABS.includes(asked) ? asked : dataset.state === "ready" ? "records" : "failures";
  return (
    <Tabs value={tab} keepMounted={false} onChange={(next) => setSearch({ tab: next! }, { replace: true })}>
      <Tabs.List mb="md">
        {TABS.map((one) => (
          <Tabs.Tab
            key={one}
            value={one}
            rightSection={
              one === "failures" && dataset.failed_count > 0 ? (
                <Badge size="sm" color="red" variant="light">
                  {count(dataset.failed_count)}
                </Badge>
              ) : undefined
            }
          >
            {t(`tab.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="records">
        <RecordsTab dataset={dataset} />
      </Tabs.Panel>
      <Tabs.Panel value="failures">
        <FailuresTab dataset={dataset} />
      </Tabs.Panel>
      <Tabs.Panel value="used">
        <UsedByTab dataset={dataset} />
      </Tabs.Panel>
    </Tabs>
  );
}
