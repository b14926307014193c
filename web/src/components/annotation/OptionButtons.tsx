import { Kbd } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./annotation.module.css";
import type { FieldSize } from "./ItemField";

export interface ShownButton {
  value: string;
  label: string;
  color?: string;
  hotkey?: string;
}

interface OptionButtonsProps {
  buttons: readonly ShownButton[];
  chosen: ReadonlySet<string>;
  /** Several can be chosen: checkboxes instead of radios. */
  multiple: boolean;
  onChoose: (value: string, chosen: boolean) => void;
  readOnly: boolean;
  size: FieldSize;
  /** Narrow buttons in a row, for numbers. */
  narrow?: boolean;
  name: string;
  /** Of checkboxes: a group of them cannot say it itself. */
  invalid?: true;
}

/** Native radios or checkboxes that look like keys: arrows, Space and screen readers work as everywhere. */
export function OptionButtons({
  buttons,
  chosen,
  multiple,
  onChoose,
  readOnly,
  size,
  narrow,
  name,
  invalid,
}: OptionButtonsProps) {
  const { t } = useTranslation("annotation");
  return (
    <div className={classes.options} data-size={size} data-narrow={narrow || undefined}>
      {buttons.map(({ value, label, color, hotkey }) => (
        <label key={value} className={classes.option} data-chosen={chosen.has(value) || undefined}>
          <input
            type={multiple ? "checkbox" : "radio"}
            name={name}
            value={value}
            checked={chosen.has(value)}
            disabled={readOnly}
            aria-invalid={invalid}
            aria-keyshortcuts={hotkey}
            onChange={(event) => onChoose(value, event.currentTarget.checked)}
            className={classes.native}
          />
          {color && <span className={classes.swatch} style={{ backgroundColor: color }} aria-hidden />}
          <bdi className={classes.optionLabel}>{label}</bdi>
          {hotkey && (
            <Kbd size={size === "big" ? "md" : "xs"} aria-hidden title={t("key", { key: hotkey })}>
              {hotkey}
            </Kbd>
          )}
        </label>
      ))}
    </div>
  );
}
