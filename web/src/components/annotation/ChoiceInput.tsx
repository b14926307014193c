import type { ItemOf } from "@/lib/api/types";
import { Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ItemInputProps } from "./ItemField";
import { OptionButtons } from "./OptionButtons";
import { itemTitle, optionList } from "./options";

/** From how many options on a field helps to find one. */
const MANY = 24;

/** The chosen values, whatever a draft holds. */
function chosenOf(value: unknown): string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((one) => typeof one === "string") : [];
}

/** One value of a closed list, or several. */
export function ChoiceInput({
  item,
  value,
  onChange,
  readOnly,
  size,
  keyOf,
  id,
  aria,
}: ItemInputProps<ItemOf<"choice">>) {
  const { t } = useTranslation("annotation");
  const [wanted, setWanted] = useState("");
  const options = optionList(item.options);
  const chosen = chosenOf(value);
  // What is not an option any more is shown too, so that nobody submits what they do not see.
  const unknown = chosen.filter((one) => !options.some((option) => option.value === one));
  const shown = [
    ...options,
    ...unknown.map((one) => ({ value: one, label: one, color: "", colored: false })),
  ];
  const words = wanted.trim().toLowerCase();
  const found = shown.filter(
    ({ value: one, label }) =>
      !words ||
      chosen.includes(one) ||
      label.toLowerCase().includes(words) ||
      one.toLowerCase().includes(words),
  );

  function choose(one: string, on: boolean) {
    if (!item.multiple) return onChange([one]);
    const next = new Set(chosen);
    if (on) next.add(one);
    else next.delete(one);
    onChange(shown.map((option) => option.value).filter((option) => next.has(option)));
  }

  return (
    <div
      role={item.multiple ? "group" : "radiogroup"}
      aria-labelledby={`${id}-label`}
      aria-describedby={aria["aria-describedby"]}
      {...(item.multiple
        ? {}
        : { "aria-invalid": aria["aria-invalid"], "aria-required": aria["aria-required"] })}
    >
      {options.length > MANY && (
        <TextInput
          mb="xs"
          maw={320}
          size="xs"
          type="search"
          leftSection={<IconSearch size={14} aria-hidden />}
          aria-label={t("find", { item: itemTitle(item) })}
          placeholder={t("findPlaceholder")}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      <OptionButtons
        name={id}
        buttons={found.map(({ value: one, label, color, colored }) => ({
          value: one,
          label,
          color: colored ? color : undefined,
          hotkey: keyOf(one),
        }))}
        chosen={new Set(chosen)}
        multiple={item.multiple}
        readOnly={readOnly}
        size={size}
        onChoose={choose}
        invalid={item.multiple ? aria["aria-invalid"] : undefined}
      />
      {!item.multiple && !item.required && !readOnly && chosen.length > 0 && (
        <Button mt={4} size="compact-xs" variant="subtle" color="gray" onClick={() => onChange([])}>
          {t("clear")}
        </Button>
      )}
    </div>
  );
}
