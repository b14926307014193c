import { faultAt } from "@/lib/api/problems";
import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FieldsProps } from "./fields";

/** Name, description and guideline. */
export function TextFields({ form, error, onChange }: FieldsProps) {
  const { t } = useTranslation("tasks");
  return (
    <>
      <TextInput
        label={t("settings.name")}
        value={form.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={form.name.trim() ? faultAt(error, "/name") : t("edit.nameNeeded")}
        maxLength={200}
        required
        autoFocus
      />
      <Textarea
        label={t("settings.description")}
        value={form.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
        error={faultAt(error, "/description")}
        maxLength={10_000}
        autosize
        minRows={2}
        maxRows={6}
      />
      <Textarea
        label={t("tab.guideline")}
        description={t("edit.markdown")}
        value={form.guideline}
        onChange={(event) => onChange({ guideline: event.currentTarget.value })}
        error={faultAt(error, "/guideline")}
        maxLength={100_000}
        autosize
        minRows={4}
        maxRows={14}
      />
    </>
  );
}
