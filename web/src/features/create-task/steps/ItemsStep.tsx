import { keysOf } from "@/components/annotation/keys";
import { ProblemAlert } from "@/components/ProblemAlert";
import { fromItem, toItem, withoutKeys } from "@/components/schema-editor/convert";
import { freeName } from "@/components/schema-editor/edited";
import { SchemaEditor } from "@/components/schema-editor/SchemaEditor";
import { SchemaPreview } from "@/components/schema-editor/SchemaPreview";
import { presetsQuery } from "@/lib/api/queries";
import type { Schemas } from "@/lib/api/types";
import { Card, Menu, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useWizard } from "../context";
import classes from "../create-task.module.css";
import { usePresetText } from "../presets";
import { factsQuery } from "../queries";

type Preset = Schemas["PresetView"];

/** What is asked of each record. */
export function ItemsStep() {
  const { t } = useTranslation("create");
  const { draft, update } = useWizard();
  const { data: presets, error } = useQuery(presetsQuery());
  const { data: facts } = useQuery(factsQuery(draft.dataset));
  const presetText = usePresetText();
  const { items } = draft;

  function add(preset: Preset) {
    const names = items.map(({ name }) => name);
    const taken = keysOf({ items: items.map(toItem) }).map(({ key }) => key);
    const added = preset.schema.items.map(fromItem).map((item) => {
      const name = freeName(item.name, names);
      names.push(name);
      return { ...withoutKeys(item, taken), name };
    });
    update({ items: [...items, ...added] });
  }

  return (
    <div className={classes.split}>
      <Stack>
        {items.length === 0 && (
          <section aria-label={t("items.presets")}>
            <Title order={3} size="h5" mb="xs">
              {t("items.presets")}
            </Title>
            <ProblemAlert error={error} />
            <SimpleGrid cols={2} spacing="sm">
              {presets?.items.map((preset) => (
                <Card
                  key={preset.id}
                  component="button"
                  type="button"
                  ta="start"
                  withBorder
                  p="sm"
                  className={classes.card}
                  onClick={() => add(preset)}
                >
                  <Text fw={600}>{presetText(preset).title}</Text>
                  <Text size="sm" c="dimmed">
                    {presetText(preset).description}
                  </Text>
                </Card>
              ))}
            </SimpleGrid>
            <Title order={3} size="h5" mt="lg">
              {t("items.own")}
            </Title>
          </section>
        )}
        <SchemaEditor
          items={items}
          onChange={(next) => update({ items: next })}
          at="/schema/items"
          facts={facts}
          more={
            items.length > 0 &&
            presets && (
              <>
                <Menu.Label>{t("items.presets")}</Menu.Label>
                {presets.items.map((preset) => (
                  <Menu.Item key={preset.id} onClick={() => add(preset)}>
                    {presetText(preset).title}
                  </Menu.Item>
                ))}
              </>
            )
          }
        />
      </Stack>
      <Paper
        withBorder
        p="md"
        component="section"
        aria-label={t("preview.title")}
        className={classes.preview}
        data-testid="schema-preview"
      >
        <Title order={3} size="h5">
          {t("preview.title")}
        </Title>
        <Text size="xs" c="dimmed" mb="md">
          {t("preview.text")}
        </Text>
        <SchemaPreview items={items} />
      </Paper>
    </div>
  );
}
