import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { StateBadge } from "@/components/StateBadge";
import { useFaultAt } from "@/components/schema-editor/faults";
import type { Dataset } from "@/lib/api/types";
import { count, day, duration } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { Anchor, Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { IconDatabase, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useWizard } from "../context";
import classes from "../create-task.module.css";

/** Which records are to be labeled. */
export function DatasetStep() {
  const { t } = useTranslation("create");
  const { draft, update, datasets } = useWizard();
  const { id: workspace } = useWorkspace();
  const fault = useFaultAt()("/dataset");
  const [wanted, setWanted] = useState("");
  const importing = `/w/${workspace}/datasets/import`;
  if (!datasets) return <Loading />;
  const words = wanted.trim().toLowerCase();
  const shown = datasets
    .filter(({ state }) => state === "ready" || state === "importing")
    .filter(({ id, name }) => !words || id === draft.dataset || name.toLowerCase().includes(words));
  if (!datasets.some(({ state }) => state === "ready" || state === "importing"))
    return (
      <EmptyState
        icon={<IconDatabase size={44} stroke={1.3} aria-hidden />}
        title={t("dataset.none")}
        text={t("dataset.noneText")}
      >
        <Button component={Link} to={importing}>
          {t("dataset.import")}
        </Button>
      </EmptyState>
    );
  return (
    <Stack>
      <TextInput
        type="search"
        maw={420}
        leftSection={<IconSearch size={16} aria-hidden />}
        label={t("dataset.search")}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <Radio.Group
        value={draft.dataset ?? ""}
        onChange={(dataset) => update({ dataset })}
        label={t("dataset.title")}
        labelProps={{ className: "visually-hidden" }}
        error={fault}
      >
        <Stack gap="xs">
          {shown.map((dataset) => (
            <DatasetCard key={dataset.id} dataset={dataset} />
          ))}
        </Stack>
      </Radio.Group>
      {shown.length === 0 && <Text c="dimmed">{t("dataset.notFound")}</Text>}
      <Text size="sm" c="dimmed">
        {t("dataset.importHint")}{" "}
        <Anchor component={Link} to={importing} size="sm" underline="always">
          {t("dataset.import")}
        </Anchor>
      </Text>
    </Stack>
  );
}

function DatasetCard({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation("create");
  const ready = dataset.state === "ready" && dataset.record_count > 0;
  return (
    <Radio.Card
      value={dataset.id}
      disabled={!ready}
      className={classes.card}
      aria-label={dataset.name}
      data-testid="dataset-option"
    >
      <Group wrap="nowrap" p="sm">
        <Radio.Indicator disabled={!ready} />
        <Stack gap={0} flex={1} miw={0}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            {dataset.name}
          </Text>
          <Text size="sm" c="dimmed" className="numbers">
            {[
              t("records", { ns: "common", count: dataset.record_count, shown: count(dataset.record_count) }),
              duration(dataset.seconds),
              day(dataset.created_at),
              ready ? "" : t(dataset.state === "ready" ? "dataset.empty" : "dataset.importing"),
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </Stack>
        {dataset.state !== "ready" && <StateBadge state={dataset.state} />}
      </Group>
    </Radio.Card>
  );
}
