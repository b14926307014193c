import type { SaveStatus } from "@/lib/drafts/types";
import { Group, Text } from "@mantine/core";
import {
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconCloudX,
  IconLock,
  IconLockAccess,
  IconUserOff,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const ICONS = {
  saved: IconCloudCheck,
  saving: IconCloudUp,
  offline: IconCloudOff,
  refused: IconCloudX,
  "signed-out": IconLockAccess,
  elsewhere: IconLock,
  moved: IconUserOff,
  closed: IconLock,
} as const;

const COLORS: Partial<Record<SaveStatus["kind"], string>> = {
  offline: "var(--mantine-color-orange-text)",
  refused: "var(--mantine-color-error)",
  "signed-out": "var(--mantine-color-orange-text)",
  elsewhere: "var(--mantine-color-orange-text)",
  moved: "var(--mantine-color-error)",
};

/** How safe the work is, in words: always in sight. */
export function SaveState({ status }: { status: SaveStatus }) {
  const { t } = useTranslation("workbench");
  const Icon = ICONS[status.kind];
  const edits = "edits" in status ? status.edits : 0;
  const text =
    status.kind === "offline" || status.kind === "refused" || status.kind === "signed-out"
      ? t(`save.${status.kind}`, { count: edits })
      : t(`save.${status.kind}`);
  const title =
    status.kind === "refused"
      ? status.reason
      : status.kind === "saved" && status.at !== null
        ? t("save.at", { time: new Date(status.at).toLocaleTimeString() })
        : undefined;
  return (
    <Group
      gap={6}
      wrap="nowrap"
      role="status"
      title={title}
      data-testid="save-state"
      data-kind={status.kind}
      data-edits={edits}
      c={COLORS[status.kind] ?? "var(--mantine-color-dimmed)"}
    >
      <Icon size={18} aria-hidden style={{ flexShrink: 0 }} />
      <Text size="sm" style={{ whiteSpace: "nowrap" }}>
        {text}
      </Text>
    </Group>
  );
}
