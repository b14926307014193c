import { comboOf } from "@/lib/keymap/combos";
import { TextInput, type TextInputProps } from "@mantine/core";

interface KeyInputProps extends Omit<TextInputProps, "value" | "onChange" | "defaultValue"> {
  value: string;
  onChange: (key: string) => void;
}

/** One key: the last one pressed that prints something. Tab, Enter and the like keep their meaning. */
export function KeyInput({ value, onChange, ...props }: KeyInputProps) {
  return (
    <TextInput
      autoComplete="off"
      spellCheck={false}
      w={64}
      {...props}
      styles={{ input: { textAlign: "center", fontFamily: "var(--mantine-font-family-monospace)" } }}
      value={value}
      onKeyDown={(event) => {
        const combo = comboOf(event.nativeEvent)?.replace(/^Shift\+(?=.$)/, "");
        if (combo?.length !== 1) return;
        event.preventDefault();
        onChange(combo.toLowerCase());
      }}
      onChange={(event) => onChange(Array.from(event.currentTarget.value.trim()).at(-1) ?? "")}
    />
  );
}
