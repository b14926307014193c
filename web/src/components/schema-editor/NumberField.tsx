import { parseNumber } from "@/components/annotation/numbers";
import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";

interface NumberFieldProps extends Omit<TextInputProps, "value" | "onChange" | "defaultValue"> {
  /** Null: nothing; NaN: something that is no number. */
  value: number | null;
  onChange: (value: number | null) => void;
}

/** A number or nothing; what is typed stays as it was typed. */
export function NumberField({ value, onChange, ...props }: NumberFieldProps) {
  const [typed, setTyped] = useState(value === null ? "" : String(value));
  const [meant, setMeant] = useState(value);
  if (!Object.is(value, meant)) {
    setMeant(value);
    setTyped(value === null || Number.isNaN(value) ? "" : String(value));
  }
  function change(text: string) {
    const next = text.trim() ? (parseNumber(text) ?? NaN) : null;
    setTyped(text);
    setMeant(next);
    onChange(next);
  }
  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      {...props}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
