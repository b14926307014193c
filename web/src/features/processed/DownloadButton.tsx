import { useProblemText } from "@/lib/i18n/problems";
import { ActionIcon, Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { download } from "./queries";

function useDownload(id: string, file?: string) {
  const text = useProblemText();
  return useMutation({
    mutationFn: () => download(id, file),
    onError: (error) => {
      const { title, detail } = text(error);
      notifications.show({ color: "red", title, message: detail });
    },
  });
}

/** Downloads everything as one archive. */
export function DownloadAll({ id, label }: { id: string; label: string }) {
  const fetching = useDownload(id);
  return (
    <Button
      leftSection={<IconDownload size={18} aria-hidden />}
      loading={fetching.isPending}
      onClick={() => fetching.mutate()}
    >
      {label}
    </Button>
  );
}

/** Downloads one file; with `all` the archive, which `name` then only describes. */
export function DownloadFile({ id, name, all = false }: { id: string; name: string; all?: boolean }) {
  const { t } = useTranslation("processed");
  const fetching = useDownload(id, all ? undefined : name);
  return (
    <ActionIcon
      variant="subtle"
      size="lg"
      aria-label={t("files.download", { name })}
      loading={fetching.isPending}
      onClick={() => fetching.mutate()}
    >
      <IconDownload size={18} aria-hidden />
    </ActionIcon>
  );
}
