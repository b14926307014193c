import { clock } from "@/lib/format";
import type { Player } from "@/lib/player/types";
import { ActionIcon, Group, Select, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** Play, pause, speed, and where one is. */
export function PlayBar({ player, seconds }: { player: Player; seconds: number }) {
  const { t } = useTranslation("listening");
  const { playing, ready, rate, error } = useStore(player.store);
  const time = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    let frame = requestAnimationFrame(function draw() {
      const text = clock(player.now(), 2);
      if (time.current && time.current.textContent !== text) time.current.textContent = text;
      frame = requestAnimationFrame(draw);
    });
    return () => cancelAnimationFrame(frame);
  }, [player]);

  return (
    <Group gap="sm">
      <ActionIcon
        size="lg"
        variant="filled"
        disabled={!ready}
        onClick={() => player.toggle()}
        aria-label={t(playing ? "player.pause" : "player.play")}
      >
        {playing ? <IconPlayerPause size={18} aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />}
      </ActionIcon>
      <Text size="sm" className="numbers">
        <span ref={time} /> / {clock(seconds, 2)}
      </Text>
      <Select
        size="xs"
        w={84}
        aria-label={t("player.speed")}
        data={RATES.map((value) => ({ value: String(value), label: `${value}×` }))}
        value={String(rate)}
        onChange={(value) => value && player.setRate(Number(value))}
        allowDeselect={false}
      />
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {t(`player.error.${error}`)}
        </Text>
      )}
    </Group>
  );
}
