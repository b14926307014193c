import { Checkbox, Group, NativeSelect, SimpleGrid, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ScaleKeys } from "./ScaleKeys";
import type { EditedItem } from "./edited";
import { useFaultAt } from "./faults";
import { KeyInput } from "./KeyInput";
import { LanguageInput } from "./LanguageInput";
import { NumberField } from "./NumberField";
import { OptionsEditor } from "./OptionsEditor";

export interface KindFieldsProps {
  item: EditedItem;
  patch: (part: Partial<EditedItem>) => void;
  /** Pointer of the item. */
  at: string;
}

/** The fields of an item that only its kind has; a segments item's attributes are edited beside them. */
export function KindFields(props: KindFieldsProps) {
  switch (props.item.kind) {
    case "choice":
      return <ChoiceFields {...props} />;
    case "text":
      return <TextFields {...props} />;
    case "rating":
      return <RatingFields {...props} />;
    case "number":
      return <NumberFields {...props} />;
    case "segments":
      return <SegmentsFields {...props} />;
  }
}

function ChoiceFields({ item, patch, at }: KindFieldsProps) {
  const { t } = useTranslation("create");
  return (
    <>
      <OptionsEditor
        label={t("field.options")}
        description={t("field.optionsText")}
        options={item.options}
        onChange={(options) => patch({ options })}
        at={`${at}/options`}
      />
      <Checkbox
        label={t("field.multiple")}
        checked={item.multiple}
        onChange={(event) => patch({ multiple: event.currentTarget.checked })}
      />
    </>
  );
}

/** The key that puts the focus on a text or a number. */
function FocusKey({ item, patch, at }: KindFieldsProps) {
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  return (
    <KeyInput
      w="100%"
      label={t("field.focusKey")}
      description={t("field.focusKeyText")}
      value={item.hotkeys.focus ?? ""}
      error={fault(`${at}/hotkeys/focus`)}
      onChange={(key) => patch({ hotkeys: { ...item.hotkeys, focus: key } })}
    />
  );
}

function TextFields(props: KindFieldsProps) {
  const { item, patch, at } = props;
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  return (
    <SimpleGrid cols={2}>
      <LanguageInput
        value={item.language}
        error={fault(`${at}/language`)}
        onChange={(language) => patch({ language })}
      />
      <NumberField
        label={t("field.maxLength")}
        description={t("field.maxLengthText")}
        value={item.maxLength}
        error={fault(`${at}/max_length`)}
        onChange={(maxLength) => patch({ maxLength })}
      />
      <TextInput
        label={t("field.pattern")}
        description={t("field.patternText")}
        spellCheck={false}
        value={item.pattern}
        error={fault(`${at}/pattern`)}
        onChange={(event) => patch({ pattern: event.currentTarget.value })}
      />
      <FocusKey {...props} />
    </SimpleGrid>
  );
}

function RatingFields({ item, patch, at }: KindFieldsProps) {
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  return (
    <>
      <Group grow align="flex-start">
        <NumberField
          label={t("field.from")}
          required
          value={item.from}
          error={fault(`${at}/from`)}
          onChange={(from) => patch({ from })}
        />
        <NumberField
          label={t("field.to")}
          required
          value={item.to}
          error={fault(`${at}/to`)}
          onChange={(to) => patch({ to })}
        />
      </Group>
      <ScaleKeys item={item} patch={patch} at={at} />
    </>
  );
}

function NumberFields(props: KindFieldsProps) {
  const { item, patch, at } = props;
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  return (
    <>
      <SimpleGrid cols={2}>
        <NumberField
          label={t("field.minimum")}
          value={item.minimum}
          error={fault(`${at}/minimum`)}
          onChange={(minimum) => patch({ minimum })}
        />
        <NumberField
          label={t("field.maximum")}
          value={item.maximum}
          error={fault(`${at}/maximum`)}
          onChange={(maximum) => patch({ maximum })}
        />
        <TextInput
          label={t("field.unit")}
          description={t("field.unitText")}
          value={item.unit}
          error={fault(`${at}/unit`)}
          onChange={(event) => patch({ unit: event.currentTarget.value })}
        />
        <FocusKey {...props} />
      </SimpleGrid>
      <Checkbox
        label={t("field.whole")}
        checked={item.whole}
        onChange={(event) => patch({ whole: event.currentTarget.checked })}
      />
    </>
  );
}

function SegmentsFields({ item, patch, at }: KindFieldsProps) {
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  return (
    <>
      <OptionsEditor
        label={t("field.labels")}
        description={t("field.labelsText")}
        options={item.options}
        onChange={(options) => patch({ options })}
        at={`${at}/labels`}
      />
      <SimpleGrid cols={2}>
        <NativeSelect
          label={t("field.segmentText")}
          description={t("field.segmentTextText")}
          value={item.text}
          error={fault(`${at}/text`)}
          onChange={(event) => patch({ text: event.currentTarget.value as EditedItem["text"] })}
          data={(["no", "may", "must"] as const).map((value) => ({
            value,
            label: t(`segmentText.${value}`),
          }))}
        />
        {item.text !== "no" && (
          <LanguageInput
            value={item.language}
            error={fault(`${at}/language`)}
            onChange={(language) => patch({ language })}
          />
        )}
        <NativeSelect
          label={t("field.speakers")}
          description={t("field.speakersText")}
          value={item.speakers}
          error={item.speakers === "list" ? undefined : fault(`${at}/speakers`)}
          onChange={(event) => patch({ speakers: event.currentTarget.value as EditedItem["speakers"] })}
          data={(["no", "any", "list"] as const).map((value) => ({ value, label: t(`speakers.${value}`) }))}
        />
        {item.speakers === "list" && (
          <TagsInput
            label={t("field.speakerNames")}
            description={t("field.speakerNamesText")}
            required
            value={item.speakerNames}
            error={fault(`${at}/speakers`)}
            onChange={(speakerNames) => patch({ speakerNames })}
          />
        )}
        <NumberField
          label={t("field.minimumSeconds")}
          description={t("field.minimumSecondsText")}
          value={item.minimumSeconds}
          error={fault(`${at}/minimum_seconds`)}
          onChange={(minimumSeconds) => patch({ minimumSeconds })}
        />
      </SimpleGrid>
      <Checkbox
        label={t("field.overlap")}
        description={t("field.overlapText")}
        checked={item.overlap}
        onChange={(event) => patch({ overlap: event.currentTarget.checked })}
      />
    </>
  );
}
