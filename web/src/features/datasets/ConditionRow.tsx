import { ActionIcon, Group, NumberInput, TagsInput, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isNumberFact, type Condition, type KnownFact } from "./subset";

interface ConditionRowProps {
  condition: Condition;
  known: KnownFact | undefined;
  error?: string;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

/** One fact, and what it must be. */
export function ConditionRow({ condition, known, error, onChange, onRemove }: ConditionRowProps) {
  const { t } = useTranslation("datasets");
  const { fact } = condition;
  const label = isNumberFact(fact) || fact === "codec" ? t(`fact.${fact}`) : fact;
  const bound = (key: "min" | "max") => (
    <NumberInput
      aria-label={t(`filter.${key}Of`, { fact: label })}
      placeholder={t(`filter.${key}`)}
      value={condition[key]}
      hideControls
      w={130}
      onChange={(value) => onChange({ ...condition, [key]: value === "" ? "" : Number(value) })}
    />
  );
  return (
    <div role="group" aria-label={label}>
      <Group gap="xs" wrap="nowrap" align="center">
        <Text size="sm" fw={500} w={170} style={{ overflowWrap: "anywhere", flexShrink: 0 }}>
          {label}
        </Text>
        {condition.kind === "number" ? (
          <Group gap="xs" style={{ flex: 1 }}>
            {bound("min")}
            {bound("max")}
          </Group>
        ) : (
          <TagsInput
            aria-label={t("filter.valuesOf", { fact: label })}
            placeholder={condition.values.length ? undefined : t("filter.values")}
            data={[...(known?.values ?? [])]}
            value={[...condition.values]}
            onChange={(values) => onChange({ ...condition, values })}
            style={{ flex: 1 }}
          />
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("filter.remove", { fact: label })}
          onClick={onRemove}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Group>
      {error && (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}
