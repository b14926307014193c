import { ActionIcon, Tooltip } from "@mantine/core";
import { IconAlertCircle, IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Playable, RowPlayer } from "./useRowPlayer";

/** Plays the record of a row. `name` says which to those who hear the page. */
export function PlayButton({ row, name, player }: { row: Playable; name: string; player: RowPlayer }) {
  const { t } = useTranslation("datasets");
  const own = player.current === row.id;
  const playing = own && player.playing;
  const failed = own && player.error !== null;
  const Icon = failed ? IconAlertCircle : playing ? IconPlayerPauseFilled : IconPlayerPlayFilled;
  const label = playing ? t("row.pause", { name }) : t("row.play", { name });
  return (
    <Tooltip label={t("row.notPlayable")} disabled={!failed}>
      <ActionIcon
        variant="subtle"
        color={failed ? "red" : undefined}
        size={30}
        tabIndex={-1}
        loading={own && player.loading}
        aria-label={label}
        onClick={(event) => {
          event.currentTarget.closest<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
          player.toggle(row);
        }}
      >
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
