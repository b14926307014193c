import { Guideline } from "@/components/Guideline";
import { useFaultAt } from "@/components/schema-editor/faults";
import { count } from "@/lib/format";
import { JsonInput, Paper, Stack, Switch, Tabs, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWizard } from "../context";

const LONGEST_GUIDELINE = 100_000;

/** The name, what annotators are told, and help by a model. */
export function MoreStep() {
  const { t } = useTranslation("create");
  const { draft, update } = useWizard();
  const fault = useFaultAt();
  return (
    <Stack>
      <TextInput
        required
        maw={640}
        label={t("more.name")}
        value={draft.name}
        error={fault("/name")}
        onChange={(event) => update({ name: event.currentTarget.value })}
      />
      <Textarea
        autosize
        minRows={2}
        maxRows={8}
        label={t("more.description")}
        description={t("more.descriptionText")}
        value={draft.description}
        error={fault("/description")}
        onChange={(event) => update({ description: event.currentTarget.value })}
      />
      <GuidelineField />
      <Title order={3} size="h5" mt="sm">
        {t("more.assistance")}
      </Title>
      <Switch
        label={t("more.assistanceOn")}
        description={t("more.assistanceText")}
        checked={draft.assistance}
        error={fault("/ai_assistance") ?? fault("/ai_assistance/enabled")}
        onChange={(event) => update({ assistance: event.currentTarget.checked })}
      />
      {draft.assistance && (
        <Stack gap="sm" maw={640}>
          <TextInput
            label={t("more.predictor")}
            description={t("more.predictorText")}
            value={draft.predictor}
            error={fault("/ai_assistance/predictor")}
            onChange={(event) => update({ predictor: event.currentTarget.value })}
          />
          <JsonInput
            label={t("more.settings")}
            description={t("more.settingsText")}
            autosize
            minRows={2}
            maxRows={12}
            spellCheck={false}
            value={draft.settings}
            error={fault("/ai_assistance/settings")}
            onChange={(settings) => update({ settings })}
          />
        </Stack>
      )}
    </Stack>
  );
}

function GuidelineField() {
  const { t } = useTranslation("create");
  const { draft, update } = useWizard();
  const fault = useFaultAt()("/guideline");
  const [tab, setTab] = useState<string | null>("write");
  return (
    <Tabs value={tab} onChange={setTab} variant="outline">
      <Tabs.List>
        <Tabs.Tab value="write">{t("more.guideline")}</Tabs.Tab>
        <Tabs.Tab value="preview">{t("more.preview")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="write" pt="xs">
        <Textarea
          autosize
          minRows={8}
          maxRows={24}
          aria-label={t("more.guideline")}
          description={t("more.guidelineText", { most: count(LONGEST_GUIDELINE) })}
          value={draft.guideline}
          error={fault}
          onChange={(event) => update({ guideline: event.currentTarget.value })}
        />
      </Tabs.Panel>
      <Tabs.Panel value="preview" pt="xs">
        <Paper withBorder p="md" mih={200}>
          {draft.guideline.trim() ? (
            <Guideline source={draft.guideline} />
          ) : (
            <Text c="dimmed">{t("more.noGuideline")}</Text>
          )}
        </Paper>
      </Tabs.Panel>
    </Tabs>
  );
}
