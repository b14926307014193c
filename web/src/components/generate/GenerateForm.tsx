import { ProblemAlert } from "@/components/ProblemAlert";
import { faultAt, restOf } from "@/lib/api/faults";
import { isProblem } from "@/lib/api/problems";
import { count } from "@/lib/format";
import { Button, Checkbox, Group, Radio, Stack, Switch, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { FORMATS, faultsOf, isRight, startingSettings, type Format, type GenerateSettings } from "./settings";
import { SplitFields } from "./SplitFields";
import type { GeneratedTask } from "./GenerateDialog";

interface GenerateFormProps {
  task: GeneratedTask;
  error: unknown;
  busy: boolean;
  onCancel: () => void;
  onGenerate: (settings: GenerateSettings) => void;
}

/** Which records, which formats, which options. */
export function GenerateForm({ task, error, busy, onCancel, onGenerate }: GenerateFormProps) {
  const { t } = useTranslation("processed");
  const { t: common } = useTranslation();
  const completed = task.counts.total > 0 && task.counts.done === task.counts.total;
  const [settings, setSettings] = useState(() => startingSettings(completed));
  const set = (change: Partial<GenerateSettings>) => setSettings((old) => ({ ...old, ...change }));
  const faults = faultsOf(settings);
  const numbers = { done: count(task.counts.done), total: count(task.counts.total) };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isRight(faults)) onGenerate(settings);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Radio.Group
          label={t("generate.scope")}
          value={settings.scope}
          onChange={(scope) => set({ scope: scope })}
          error={faultAt(error, "/scope")}
        >
          <Stack gap={6} mt={6}>
            <Radio
              value="all"
              disabled={!completed}
              label={t("generate.all")}
              description={completed ? t("generate.allText", numbers) : t("generate.allNotYet", numbers)}
            />
            <Radio
              value="done"
              disabled={task.counts.done === 0}
              label={t("generate.done")}
              description={task.counts.done ? t("generate.doneText", numbers) : t("generate.nothingDone")}
            />
          </Stack>
        </Radio.Group>
        <Checkbox.Group
          label={t("generate.formats")}
          value={[...settings.formats]}
          onChange={(formats) =>
            set({ formats: FORMATS.filter((format: Format) => formats.includes(format)) })
          }
          error={faults.formats ? t("generate.fault.formats") : faultAt(error, "/formats")}
        >
          <Stack gap={6} mt={6}>
            {FORMATS.map((format) => (
              <Checkbox
                key={format}
                value={format}
                label={t(`format.${format}`)}
                description={t(`formatText.${format}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <Switch
          label={t("generate.audio")}
          description={t("generate.audioText")}
          checked={settings.audio || settings.formats.includes("audiofolder")}
          disabled={settings.formats.includes("audiofolder")}
          onChange={(event) => set({ audio: event.currentTarget.checked })}
        />
        <Switch
          label={t("generate.unusable")}
          description={t("generate.unusableText")}
          checked={settings.unusable}
          onChange={(event) => set({ unusable: event.currentTarget.checked })}
        />
        <SplitFields
          split={settings.split}
          seed={settings.seed}
          faults={faults}
          refused={faultAt(error, "/options/split") ?? faultAt(error, "/options/seed")}
          onSplit={(split) => set({ split })}
          onSeed={(seed) => set({ seed })}
        />
        <TextInput
          label={t("generate.license")}
          description={t("generate.licenseText")}
          placeholder="cc-by-4.0"
          value={settings.license}
          maxLength={64}
          onChange={(event) => set({ license: event.currentTarget.value })}
          error={faults.license ? t("generate.fault.license") : faultAt(error, "/options/license")}
        />
        <ProblemAlert
          error={restOf(error, "/scope", "/formats", "/options/split", "/options/seed", "/options/license")}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {common("cancel")}
          </Button>
          {isProblem(error, "task-not-completed") && settings.scope === "all" ? (
            <Button loading={busy} onClick={() => onGenerate({ ...settings, scope: "done" })}>
              {t("generate.goDone")}
            </Button>
          ) : (
            <Button type="submit" loading={busy} disabled={!isRight(faults) || task.counts.done === 0}>
              {t("generate.go")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
