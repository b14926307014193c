import { faultAt } from "@/lib/api/faults";
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface NameInputProps {
  value: string;
  onChange: (name: string) => void;
  /** What the API said of the import. */
  error: unknown;
}

/** How the new dataset is called. */
export function NameInput({ value, onChange, error }: NameInputProps) {
  const { t } = useTranslation("datasets");
  return (
    <TextInput
      label={t("name.label")}
      description={t("name.text")}
      required
      maxLength={200}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={faultAt(error, "/name")}
    />
  );
}
