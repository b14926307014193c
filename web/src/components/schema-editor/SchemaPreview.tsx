import { AnnotationForm } from "@/components/annotation/AnnotationForm";
import type { Annotation } from "@/lib/api/types";
import { Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { toItem } from "./convert";
import { freeName, type EditedItem } from "./edited";
import { SampleLane } from "./SampleLane";

/** What can be shown of items that are still being written: each with a name, lists without gaps and repeats. */
function showable(items: readonly EditedItem[], unnamed: string): EditedItem[] {
  const names: string[] = [];
  return items.map((item) => {
    const name = freeName(item.name.trim() || item.id, names);
    names.push(name);
    const seen = new Set<string>();
    const options = item.options.filter(
      ({ value }) => value.trim() && !seen.has(value) && seen.add(value) !== undefined,
    );
    const title = item.title.trim() || item.name.trim() || unnamed;
    return { ...item, name, title, options, attributes: showable(item.attributes, unnamed) };
  });
}

/** What an annotator will see, to be tried out. */
export function SchemaPreview({ items }: { items: readonly EditedItem[] }) {
  const { t } = useTranslation("create");
  const [value, setValue] = useState<Annotation>({});
  const unnamed = t("item.unnamed");
  const schema = useMemo(() => ({ items: showable(items, unnamed).map(toItem) }), [items, unnamed]);
  if (items.length === 0) return <Text c="dimmed">{t("preview.empty")}</Text>;
  const calm = schema.items.every(({ kind }) => kind === "choice" || kind === "rating");
  const prefilled = new Set(schema.items.filter(({ prefill }) => prefill).map(({ name }) => name));
  return (
    <Stack>
      {schema.items.map(
        (item) => item.kind === "segments" && <SampleLane key={item.name} item={item} schema={schema} />,
      )}
      <AnnotationForm
        schema={schema}
        value={value}
        onChange={(name, next) => setValue((before) => ({ ...before, [name]: next }))}
        prefilled={prefilled}
        layout={calm ? "big" : "side"}
        showKeys
      />
    </Stack>
  );
}
