import { Autocomplete } from "@mantine/core";
import { useTranslation } from "react-i18next";

const COMMON = ["ar", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "id", "it", "ja", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "yue", "zh", "zh-TW"]; // prettier-ignore

interface LanguageInputProps {
  value: string;
  onChange: (tag: string) => void;
  error?: string;
}

/** The language that a text is written in: a BCP 47 tag, with the common ones by name. */
export function LanguageInput({ value, onChange, error }: LanguageInputProps) {
  const { t, i18n } = useTranslation("create");
  const names = new Intl.DisplayNames(i18n.language, { type: "language" });
  return (
    <Autocomplete
      label={t("field.language")}
      description={t("field.languageText")}
      placeholder={t("field.languagePlaceholder")}
      data={COMMON}
      filter={({ options, search }) => {
        const words = search.trim().toLowerCase();
        return options.filter((option) => {
          if (!("value" in option)) return true;
          const tag = option.value;
          return tag.toLowerCase().startsWith(words) || names.of(tag)?.toLowerCase().includes(words);
        });
      }}
      renderOption={({ option }) => `${names.of(option.value)} (${option.value})`}
      maxDropdownHeight={260}
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}
