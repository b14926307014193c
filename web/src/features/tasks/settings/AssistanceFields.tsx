import { faultAt } from "@/lib/api/problems";
import { Fieldset, JsonInput, Stack, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { objectOf } from "./editing";
import type { FieldsProps } from "./fields";

/** AI-assisted annotation: on or off, which predictor, its settings. */
export function AssistanceFields({ form, error, onChange }: FieldsProps) {
  const { t } = useTranslation("tasks");
  return (
    <Fieldset legend={t("settings.assistance")}>
      <Stack gap="sm">
        <Switch
          label={t("edit.assistance")}
          checked={form.assistance}
          onChange={(event) => onChange({ assistance: event.currentTarget.checked })}
        />
        {form.assistance && (
          <>
            <TextInput
              label={t("edit.predictor")}
              description={t("edit.predictorText")}
              value={form.predictor}
              onChange={(event) => onChange({ predictor: event.currentTarget.value })}
              error={faultAt(error, "/ai_assistance/predictor")}
              maxLength={200}
            />
            <JsonInput
              label={t("edit.predictorSettings")}
              description={t("edit.predictorSettingsText")}
              value={form.predictorSettings}
              onChange={(predictorSettings) => onChange({ predictorSettings })}
              error={
                objectOf(form.predictorSettings) === null
                  ? t("edit.notAnObject")
                  : faultAt(error, "/ai_assistance/settings")
              }
              autosize
              minRows={2}
              maxRows={8}
            />
          </>
        )}
      </Stack>
    </Fieldset>
  );
}
