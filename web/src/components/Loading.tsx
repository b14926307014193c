import { Center, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Something is being read; `full`: the whole window. */
export function Loading({ full = false }: { full?: boolean }) {
  const { t } = useTranslation();
  return (
    <Center mih={full ? "100vh" : 160} role="status" aria-label={t("loading")}>
      <Loader />
    </Center>
  );
}
