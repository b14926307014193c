import { Autocomplete, Checkbox, NativeSelect, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KINDS, nameOf, newOption, type EditedItem, type Kind } from "./edited";
import { useFaultAt } from "./faults";
import { KindFields } from "./KindFields";
import { SchemaEditor } from "./SchemaEditor";

interface ItemFieldsProps {
  item: EditedItem;
  patch: (part: Partial<EditedItem>) => void;
  at: string;
  facts?: readonly string[];
  attribute: boolean;
}

/** Every field of an item. */
export function ItemFields({ item, patch, at, facts, attribute }: ItemFieldsProps) {
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  const kinds = KINDS.filter((kind) => !attribute || kind !== "segments");

  function retitle(title: string) {
    patch(item.nameFollows ? { title, name: nameOf(title) } : { title });
  }

  function rekind(kind: Kind) {
    const lists = kind === "choice" || kind === "segments";
    patch({ kind, options: lists && item.options.length === 0 ? [newOption(), newOption()] : item.options });
  }

  return (
    <>
      <SimpleGrid cols={2}>
        <TextInput
          label={t("field.title")}
          description={t("field.titleText")}
          value={item.title}
          error={fault(`${at}/title`)}
          onChange={(event) => retitle(event.currentTarget.value)}
        />
        <TextInput
          label={t("field.name")}
          description={t("field.nameText")}
          required
          spellCheck={false}
          value={item.name}
          error={fault(`${at}/name`)}
          onChange={(event) => patch({ name: event.currentTarget.value, nameFollows: false })}
        />
        <NativeSelect
          label={t("field.kind")}
          value={item.kind}
          error={fault(`${at}/kind`)}
          onChange={(event) => rekind(event.currentTarget.value as Kind)}
          data={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        />
        {!attribute && (
          <Autocomplete
            label={t("field.prefill")}
            placeholder={t("field.prefillPlaceholder")}
            data={[...(facts ?? [])]}
            value={item.prefill}
            error={fault(`${at}/prefill`)}
            onChange={(prefill) => patch({ prefill })}
          />
        )}
      </SimpleGrid>
      <Textarea
        label={t("field.help")}
        description={t("field.helpText")}
        autosize
        minRows={1}
        maxRows={8}
        value={item.help}
        error={fault(`${at}/help`)}
        onChange={(event) => patch({ help: event.currentTarget.value })}
      />
      <Checkbox
        label={t("field.required")}
        checked={item.required}
        onChange={(event) => patch({ required: event.currentTarget.checked })}
      />
      <KindFields item={item} patch={patch} at={at} />
      {item.kind === "segments" && (
        <SchemaEditor
          attributes
          items={item.attributes}
          onChange={(attributes) => patch({ attributes })}
          at={`${at}/attributes`}
        />
      )}
    </>
  );
}
