import { clock } from "@/lib/format";
import type { ActionId } from "@/lib/keymap/actions";
import { ActionIcon, Alert, Group, NativeSelect, Slider, Text, Tooltip } from "@mantine/core";
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconRepeat,
  IconVolume,
} from "@tabler/icons-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Bench } from "./bench";
import * as playing from "./playing";
import { useKeyText } from "./useKeyText";

/** The sound's controls. A click on them leaves the focus, and so the keys, where they were. */
export function Transport({ bench, children }: { bench: Bench; children?: ReactNode }) {
  const { t } = useTranslation("workbench");
  const { player } = bench;
  const state = useStore(player.store);
  return (
    <Group gap="xs" px="sm" py={5} mih={44} role="group" aria-label={t("transport.name")}>
      <Control name={t("transport.back")} action="play.back" onClick={() => playing.jump(bench, -1)}>
        <IconPlayerSkipBack size={18} aria-hidden />
      </Control>
      <Control
        name={state.playing ? t("transport.pause") : t("transport.play")}
        action="play.toggle"
        filled
        disabled={!state.ready}
        onClick={() => player.toggle()}
      >
        {state.playing ? (
          <IconPlayerPauseFilled size={18} aria-hidden />
        ) : (
          <IconPlayerPlayFilled size={18} aria-hidden />
        )}
      </Control>
      <Control name={t("transport.forward")} action="play.forward" onClick={() => playing.jump(bench, 1)}>
        <IconPlayerSkipForward size={18} aria-hidden />
      </Control>
      <Control
        name={t("transport.loop")}
        action="play.loop"
        pressed={state.loop}
        onClick={() => playing.toggleLoop(bench)}
      >
        <IconRepeat size={18} aria-hidden />
      </Control>
      <Clock bench={bench} />
      <NativeSelect
        size="xs"
        w={76}
        style={{ flexShrink: 0 }}
        aria-label={t("transport.rate")}
        value={String(state.rate)}
        data={playing.RATES.map((rate) => ({ value: String(rate), label: `${rate}×` }))}
        onChange={(event) => playing.setRate(bench, Number(event.currentTarget.value))}
      />
      <NativeSelect
        size="xs"
        w={116}
        style={{ flexShrink: 0 }}
        aria-label={t("transport.rewind")}
        value={String(state.rewind)}
        data={playing.REWINDS.map((seconds) => ({
          value: String(seconds),
          label: seconds ? t("transport.rewindBy", { seconds }) : t("transport.noRewind"),
        }))}
        onChange={(event) => playing.setRewind(bench, Number(event.currentTarget.value))}
      />
      <Group gap={6} wrap="nowrap">
        <IconVolume size={16} aria-hidden />
        <Slider
          w={80}
          size="sm"
          min={-24}
          max={24}
          step={3}
          value={state.gainDb}
          label={(db) => `${db > 0 ? "+" : ""}${db} dB`}
          thumbLabel={t("transport.gain")}
          onChange={(db) => playing.setGain(bench, db)}
        />
      </Group>
      {state.error && <Alert color="red" py={4} px="xs" role="alert" title={t(`sound.${state.error}`)} />}
      <Group gap="xs" ml="auto" wrap="nowrap">
        {children}
      </Group>
    </Group>
  );
}

interface ControlProps {
  name: string;
  action: ActionId;
  filled?: boolean;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Control({ name, action, filled, pressed, disabled, onClick, children }: ControlProps) {
  const key = useKeyText(action);
  return (
    <Tooltip label={key ? `${name} (${key})` : name}>
      <ActionIcon
        size={32}
        variant={filled ? "filled" : pressed ? "light" : "subtle"}
        color={filled || pressed ? undefined : "gray"}
        aria-label={name}
        aria-pressed={pressed}
        disabled={disabled}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** Where the playhead is; drawn without React, at the pace of the screen. */
function Clock({ bench: { player, assignment } }: { bench: Bench }) {
  const now = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      const text = clock(player.now());
      if (now.current && now.current.textContent !== text) now.current.textContent = text;
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [player]);
  return (
    <Text size="sm" className="numbers" style={{ whiteSpace: "nowrap" }} component="div">
      <span ref={now} data-testid="now" /> {"/ "}
      {clock(assignment.record.seconds)}
    </Text>
  );
}
