import { isColor } from "@/components/annotation/options";
import { paletteColor } from "@/lib/colors";
import { lookupOf } from "@/lib/keymap/map";
import { Button, ColorInput, Group, Input, Text, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useRef, type ClipboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { newOption, type EditedOption } from "./edited";
import { useFaultAt } from "./faults";
import { KeyInput } from "./KeyInput";
import { moved } from "./lists";
import { QuietButton } from "./QuietButton";
import classes from "./schema-editor.module.css";

interface OptionsEditorProps {
  options: readonly EditedOption[];
  onChange: (options: EditedOption[]) => void;
  /** Pointer of the list. */
  at: string;
  label: string;
  description: string;
}

const WORKBENCH = lookupOf({}, "workbench");

/** Whether the workbench has a meaning for a key that is not to choose a label. */
function meansMore(key: string): boolean {
  const combo = key.toUpperCase();
  const action = WORKBENCH.outside.get(combo) ?? WORKBENCH.always.get(combo);
  return action !== undefined && !action.startsWith("label.");
}

const SWATCHES = Array.from({ length: 11 }, (_, index) => paletteColor(index));

/** The values of a closed list: what is stored, what is shown, a key and a color. */
export function OptionsEditor({ options, onChange, at, label, description }: OptionsEditorProps) {
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  const list = useRef<HTMLDivElement>(null);
  const change = (index: number, part: Partial<EditedOption>) =>
    onChange(options.map((option, place) => (place === index ? { ...option, ...part } : option)));

  function focusValue(index: number) {
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLInputElement>("[data-option-value]")[index]?.focus(),
    );
  }

  function add() {
    onChange([...options, newOption()]);
    focusValue(options.length);
  }

  /** Several lines become several options. */
  function paste(event: ClipboardEvent, index: number) {
    const lines = event.clipboardData.getData("text").split(/\r?\n/).map((line) => line.trim()).filter(Boolean); // prettier-ignore
    if (lines.length < 2) return;
    event.preventDefault();
    const pasted = lines.map((value) => newOption({ value }));
    const keep = options[index]!.value.trim() ? index + 1 : index;
    onChange([...options.slice(0, keep), ...pasted, ...options.slice(index + 1)]);
    focusValue(keep + pasted.length - 1);
  }

  const wrong = fault(at);
  const elsewhere = options.map(({ hotkey }) => hotkey).filter(meansMore);
  return (
    <div role="group" aria-label={label}>
      <Input.Label component="div" required>
        {label}
      </Input.Label>
      <Input.Description mb="xs">{description}</Input.Description>
      <div className={classes.options} ref={list}>
        {options.map((option, index) => {
          const n = index + 1;
          const place = `${at}/${index}`;
          return (
            <div key={option.id} className={classes.option}>
              <TextInput
                data-option-value
                className={classes.value}
                aria-label={t("option.value", { n })}
                placeholder={t("option.valuePlaceholder")}
                value={option.value}
                error={fault(`${place}/value`) ?? fault(place)}
                onChange={(event) => change(index, { value: event.currentTarget.value })}
                onPaste={(event) => paste(event, index)}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
                  event.preventDefault();
                  add();
                }}
              />
              <TextInput
                className={classes.value}
                aria-label={t("option.label", { n })}
                placeholder={option.value || t("option.labelPlaceholder")}
                value={option.label}
                error={fault(`${place}/label`)}
                onChange={(event) => change(index, { label: event.currentTarget.value })}
              />
              <KeyInput
                aria-label={t("option.key", { n })}
                placeholder={t("key.placeholder")}
                value={option.hotkey}
                error={fault(`${place}/hotkey`)}
                onChange={(hotkey) => change(index, { hotkey })}
              />
              <ColorInput
                w={124}
                aria-label={t("option.color", { n })}
                placeholder={paletteColor(index)}
                popoverProps={{ withinPortal: true }}
                eyeDropperButtonProps={{ "aria-label": t("option.pickColor") }}
                withEyeDropper={false}
                fixOnBlur={false}
                swatches={SWATCHES}
                swatchesPerRow={6}
                value={option.color}
                error={fault(`${place}/color`)}
                leftSection={
                  <span
                    className={classes.swatch}
                    style={{
                      backgroundColor: isColor(option.color) ? option.color : paletteColor(index),
                    }}
                  />
                }
                onChange={(color) => change(index, { color })}
              />
              <Group gap={0} wrap="nowrap">
                <QuietButton
                  label={t("option.up", { n })}
                  icon={<IconArrowUp size={16} aria-hidden />}
                  disabled={index === 0}
                  onClick={() => onChange(moved(options, index, -1))}
                />
                <QuietButton
                  label={t("option.down", { n })}
                  icon={<IconArrowDown size={16} aria-hidden />}
                  disabled={index === options.length - 1}
                  onClick={() => onChange(moved(options, index, 1))}
                />
                <QuietButton
                  label={t("option.remove", { n })}
                  icon={<IconTrash size={16} aria-hidden />}
                  onClick={() => onChange(options.filter((_, other) => other !== index))}
                />
              </Group>
            </div>
          );
        })}
      </div>
      {wrong && <Input.Error aria-invalid>{wrong}</Input.Error>}
      {elsewhere.length > 0 && (
        <Text size="xs" c="dimmed" mt={4} role="status">
          {t("key.alsoElsewhere", { keys: elsewhere.join(", ") })}
        </Text>
      )}
      <Group gap="xs" mt="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={add}
        >
          {t("option.add")}
        </Button>
        <Text size="xs" c="dimmed">
          {t("option.pasteHint")}
        </Text>
      </Group>
    </div>
  );
}
