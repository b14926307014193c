import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { faultAt, restOf } from "@/lib/api/faults";
import { datasetsQuery } from "@/lib/api/queries";
import { count, duration } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import {
  Button,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ConditionRow } from "./ConditionRow";
import { firstRecordsQuery } from "./queries";
import {
  emptyCondition,
  isNumberFact,
  knownFacts,
  subsetSource,
  type Condition,
  type SubsetSettings,
} from "./subset";
import { NameInput } from "./NameInput";
import { useImport } from "./useImport";
import { useSubsetCount } from "./useSubsetCount";

/** Some records of another dataset, for a pilot or for what is left. */
export function SubsetSource({ from }: { from: string | null }) {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  const list = useQuery(datasetsQuery(workspace.id));
  const [settings, setSettings] = useState<SubsetSettings>({
    dataset: from,
    conditions: [],
    without: [],
    sample: "",
    seed: "",
  });
  const [typed, setTyped] = useState<string | null>(null);
  const begin = useImport();
  const set = (change: Partial<SubsetSettings>) => setSettings((old) => ({ ...old, ...change }));
  const chosen = list.data?.find(({ id }) => id === settings.dataset);
  const firsts = useQuery({ ...firstRecordsQuery(chosen?.id ?? ""), enabled: chosen !== undefined });
  const fitting = useSubsetCount(settings, chosen);
  const facts = knownFacts(firsts.data ?? []);
  const free = facts.filter(({ fact }) => !settings.conditions.some((one) => one.fact === fact));
  const name = typed ?? (chosen ? t("subsetOf.name", { name: chosen.name }).slice(0, 200) : "");
  const ready = chosen !== undefined && name.trim() !== "" && fitting?.records !== 0;

  if (list.error && !list.data) return <ProblemAlert error={list.error} />;
  if (!list.data) return <Loading />;
  const datasets = list.data.filter(({ state, record_count }) => state === "ready" && record_count > 0);

  function change(index: number, condition: Condition | null) {
    const conditions = settings.conditions.flatMap((old, at) =>
      at !== index ? [old] : condition ? [condition] : [],
    );
    set({ conditions });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) begin.mutate({ name: name.trim(), source: subsetSource(settings), manifest: null });
  }

  const pointers = settings.conditions.map(({ fact }) => `/source/filter/${fact}`);
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={760}>
        <Select
          label={t("subsetOf.label")}
          required
          searchable
          data={datasets.map((one) => ({ value: one.id, label: one.name }))}
          value={settings.dataset}
          onChange={(dataset) => set({ dataset, conditions: [], without: [] })}
          nothingFoundMessage={t("nothingFound")}
          description={
            chosen &&
            [
              t("records", { ns: "common", count: chosen.record_count, shown: count(chosen.record_count) }),
              duration(chosen.seconds),
            ].join(" · ")
          }
          error={faultAt(begin.error, "/source/dataset")}
        />
        <Fieldset legend={t("filter.legend")}>
          <Stack gap="xs">
            {settings.conditions.length === 0 && (
              <Text size="sm" c="dimmed">
                {t("filter.none")}
              </Text>
            )}
            {settings.conditions.map((condition, index) => (
              <ConditionRow
                key={condition.fact}
                condition={condition}
                known={facts.find(({ fact }) => fact === condition.fact)}
                error={faultAt(begin.error, pointers[index]!)}
                onChange={(next) => change(index, next)}
                onRemove={() => change(index, null)}
              />
            ))}
            <Select
              aria-label={t("filter.add")}
              placeholder={t("filter.add")}
              w={260}
              disabled={!chosen}
              searchable
              value={null}
              data={free.map(({ fact }) => ({
                value: fact,
                label: isNumberFact(fact) || fact === "codec" ? t(`fact.${fact}`) : fact,
              }))}
              onChange={(fact) => {
                const known = facts.find((one) => one.fact === fact);
                if (known) set({ conditions: [...settings.conditions, emptyCondition(known)] });
              }}
            />
          </Stack>
        </Fieldset>
        <MultiSelect
          label={t("subsetOf.without")}
          description={t("subsetOf.withoutText")}
          data={datasets
            .filter(({ id }) => id !== settings.dataset)
            .map((one) => ({ value: one.id, label: one.name }))}
          value={[...settings.without]}
          onChange={(without) => set({ without })}
          searchable
          clearable
          error={faultAt(begin.error, "/source/without")}
        />
        <Group align="flex-start">
          <NumberInput
            label={t("subsetOf.sample")}
            description={t("subsetOf.sampleText")}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            value={settings.sample}
            onChange={(value) => set({ sample: value === "" ? "" : Number(value) })}
            error={faultAt(begin.error, "/source/sample")}
          />
          <TextInput
            label={t("subsetOf.seed")}
            description={t("subsetOf.seedText")}
            maxLength={255}
            placeholder="0"
            value={settings.seed}
            onChange={(event) => set({ seed: event.currentTarget.value })}
            error={faultAt(begin.error, "/source/seed")}
          />
        </Group>
        {chosen && (
          <Text role="status" fw={600} data-testid="subset-count">
            {fitting === undefined
              ? t("subsetOf.counting")
              : fitting === null
                ? t("subsetOf.unknown")
                : fitting.more
                  ? t("subsetOf.more", { shown: count(fitting.records) })
                  : t("subsetOf.count", { count: fitting.records, shown: count(fitting.records) })}
          </Text>
        )}
        <NameInput value={name} onChange={setTyped} error={begin.error} />
        <ProblemAlert
          error={restOf(
            begin.error,
            "/name",
            "/source/dataset",
            "/source/sample",
            "/source/seed",
            "/source/without",
            ...pointers,
          )}
        />
        <Group>
          <Button type="submit" disabled={!ready} loading={begin.isPending}>
            {t("subsetOf.go")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
