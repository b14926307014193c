import { itemTitle, valueText, type FlatItem } from "@/components/annotation";
import { percent } from "@/lib/format";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconChecks, IconSparkles, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Editor } from "./editor/store";
import { accept, acceptAll, reject } from "./editor/suggesting";
import type { Suggestion } from "./editor/suggestions";
import { useKeyText } from "./useKeyText";
import classes from "./workbench.module.css";

/** What models say and nobody has decided about: values one by one, segments as a sum; they stand in the table, too. */
export function Suggested({ editor, left }: { editor: Editor; left: readonly Suggestion[] }) {
  const { t } = useTranslation("workbench");
  const keys = {
    accept: useKeyText("suggestion.accept"),
    reject: useKeyText("suggestion.reject"),
    all: useKeyText("suggestion.acceptAll"),
  };
  if (left.length === 0) return null;
  const values = left.filter((one) => one.kind === "value");
  const segments = left.length - values.length;
  const item = (name: string) => editor.schema.items.find((one) => one.name === name) as FlatItem;
  return (
    <Stack gap={6} role="region" aria-label={t("suggested.name")} data-testid="suggestions">
      {values.map((one) => (
        <Group key={one.key} className={classes.suggestion} gap="sm" wrap="nowrap" data-testid="suggestion">
          <IconSparkles size={18} aria-hidden style={{ flexShrink: 0 }} />
          <div style={{ flex: 1, minWidth: 0 }}>
            <Text size="xs" c="dimmed">
              {t("suggested.by", { item: itemTitle(item(one.item)), model: `${one.model} ${one.version}` })}
              {one.score !== null && ` · ${percent(one.score)}`}
            </Text>
            <Text size="sm" dir="auto" style={{ overflowWrap: "anywhere" }}>
              {valueText(item(one.item), one.value)}
            </Text>
          </div>
          <Button
            size="xs"
            leftSection={<IconCheck size={14} aria-hidden />}
            onClick={() => accept(editor, one)}
            title={keys.accept}
          >
            {t("suggested.accept")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconX size={14} aria-hidden />}
            onClick={() => reject(editor, one)}
            title={keys.reject}
          >
            {t("suggested.reject")}
          </Button>
        </Group>
      ))}
      {(segments > 0 || left.length > 1) && (
        <Group gap="sm">
          {segments > 0 && (
            <Text size="sm">
              <IconSparkles size={16} aria-hidden style={{ verticalAlign: "text-bottom" }} />{" "}
              {t("suggested.segments", { count: segments })}
            </Text>
          )}
          <Button
            size="xs"
            variant="light"
            leftSection={<IconChecks size={14} aria-hidden />}
            onClick={() => acceptAll(editor)}
            title={keys.all}
          >
            {t("suggested.acceptAll")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
