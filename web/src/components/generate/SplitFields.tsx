import { ActionIcon, Button, Group, NumberInput, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { DEFAULT_SPLIT, splitSum, type SettingsFaults, type SplitRow } from "./settings";

interface SplitFieldsProps {
  split: readonly SplitRow[];
  seed: number | "";
  faults: SettingsFaults;
  /** What the API said about it. */
  refused?: string;
  onSplit: (split: readonly SplitRow[]) => void;
  onSeed: (seed: number | "") => void;
}

/** Parts of a split with their shares, and the seed that draws them. */
export function SplitFields({ split, seed, faults, refused, onSplit, onSeed }: SplitFieldsProps) {
  const { t } = useTranslation("processed");
  const change = (index: number, row: Partial<SplitRow>) =>
    onSplit(split.map((old, at) => (at === index ? { ...old, ...row } : old)));
  return (
    <Stack gap="xs">
      <Switch
        label={t("generate.split")}
        description={t("generate.splitText")}
        checked={split.length > 0}
        onChange={(event) => onSplit(event.currentTarget.checked ? DEFAULT_SPLIT : [])}
      />
      {split.length > 0 && (
        <Stack gap="xs" pl={50}>
          {split.map((row, index) => (
            <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
              <TextInput
                aria-label={t("generate.splitName", { number: index + 1 })}
                value={row.name}
                maxLength={32}
                error={
                  faults.rows[index] === "name" || faults.rows[index] === "twice"
                    ? t(`generate.fault.${faults.rows[index]}`)
                    : undefined
                }
                onChange={(event) => change(index, { name: event.currentTarget.value })}
                style={{ flex: 1 }}
              />
              <NumberInput
                aria-label={t("generate.splitShare", { name: row.name })}
                value={row.percent}
                min={0}
                max={100}
                decimalScale={2}
                suffix=" %"
                w={110}
                error={faults.rows[index] === "share" ? t("generate.fault.share") : undefined}
                onChange={(percent) => change(index, { percent: percent === "" ? "" : Number(percent) })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={t("generate.splitRemove", { name: row.name })}
                onClick={() => onSplit(split.filter((_, at) => at !== index))}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <Group justify="space-between">
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconPlus size={16} aria-hidden />}
              disabled={split.length >= 20}
              onClick={() => onSplit([...split, { name: "", percent: "" }])}
            >
              {t("generate.splitAdd")}
            </Button>
            <Text size="sm" c={faults.split ? "red" : "dimmed"} role="status" className="numbers">
              {t("generate.splitSum", { sum: splitSum(split) })}
            </Text>
          </Group>
          {refused && (
            <Text size="sm" c="red" role="alert">
              {refused}
            </Text>
          )}
          <NumberInput
            label={t("generate.seed")}
            description={t("generate.seedText")}
            value={seed}
            min={0}
            max={Number.MAX_SAFE_INTEGER}
            allowDecimal={false}
            allowNegative={false}
            onChange={(value) => onSeed(value === "" ? "" : Number(value))}
            w={300}
          />
        </Stack>
      )}
    </Stack>
  );
}
