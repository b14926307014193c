import type { Schemas } from "@/lib/api/types";
import { useTranslation } from "react-i18next";

/** What a preset is called in the person's language; one that this console does not know, as the API calls it. */
export function usePresetText(): (preset: Pick<Schemas["PresetView"], "id" | "title" | "description">) => {
  title: string;
  description: string;
} {
  const { t, i18n } = useTranslation("create");
  const text = (key: string, otherwise: string) =>
    i18n.exists(`create:${key}`) ? (t as (key: string) => string)(key) : otherwise;
  return ({ id, title, description }) => ({
    title: text(`preset.${id}.title`, title),
    description: text(`preset.${id}.text`, description),
  });
}
