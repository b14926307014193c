import type { Span } from "@/lib/segments/types";
import type { LaneMode, TimelineViewStore } from "@/lib/timeline/view";
import { showAll, zoom, zoomTo } from "@/lib/timeline/view";
import { ActionIcon, Group, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowAutofitWidth,
  IconLayoutRows,
  IconPlayerTrackNext,
  IconZoomInArea,
  IconWaveSine,
  IconZoomIn,
  IconZoomOut,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { LookMenu } from "./LookMenu";

const STEP = 2;
const ICON = 18;

interface TimelineToolbarProps {
  view: TimelineViewStore;
  withLanes: boolean;
  /** What "zoom to the selection" goes to: the chosen stretch or the selected segment. */
  span: Span | null;
  /** Where zooming keeps still, in seconds: the playhead, say. Left out or out of sight: the middle. */
  at?: () => number;
}

/** Buttons for what a timeline shows; the same can be done by wheel and keys. */
export function TimelineToolbar({ view, withLanes, span, at }: TimelineToolbarProps) {
  const { t } = useTranslation("timeline");
  const spectrogram = useStore(view, (state) => state.spectrogram);
  const follow = useStore(view, (state) => state.follow);
  const whole = useStore(view, ({ from, to, seconds }) => to - from >= seconds);

  const zoomBy = (factor: number) => {
    const { from, to } = view.getState();
    const wanted = at?.() ?? NaN;
    zoom(view, factor, wanted >= from && wanted <= to ? wanted : (from + to) / 2);
  };

  return (
    <Group gap={4} role="group" aria-label={t("toolbar")} wrap="nowrap">
      <Tool name={t("zoomIn")} onClick={() => zoomBy(1 / STEP)}>
        <IconZoomIn size={ICON} aria-hidden />
      </Tool>
      <Tool name={t("zoomOut")} onClick={() => zoomBy(STEP)} disabled={whole}>
        <IconZoomOut size={ICON} aria-hidden />
      </Tool>
      <Tool name={t("fit")} onClick={() => showAll(view)} disabled={whole}>
        <IconArrowAutofitWidth size={ICON} aria-hidden />
      </Tool>
      <Tool name={t("zoomToSelection")} onClick={() => span && zoomTo(view, span)} disabled={!span}>
        <IconZoomInArea size={ICON} aria-hidden />
      </Tool>
      <Tool name={t("follow")} pressed={follow} onClick={() => view.setState({ follow: !follow })}>
        <IconPlayerTrackNext size={ICON} aria-hidden />
      </Tool>
      <Tool
        name={t("spectrogram.toggle")}
        pressed={spectrogram}
        onClick={() => view.setState({ spectrogram: !spectrogram })}
      >
        <IconWaveSine size={ICON} aria-hidden />
      </Tool>
      <LookMenu view={view} />
      {withLanes && <LanesMenu view={view} />}
    </Group>
  );
}

/** A button of the toolbar; with `pressed` one that switches. */
export function Tool({
  name,
  pressed,
  disabled,
  onClick,
  children,
}: {
  name: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={name}>
      <ActionIcon
        variant={pressed ? "light" : "subtle"}
        color={pressed ? undefined : "gray"}
        size="md"
        aria-label={name}
        aria-pressed={pressed}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

const MODES: readonly LaneMode[] = ["label", "speaker", "one"];

function LanesMenu({ view }: { view: TimelineViewStore }) {
  const { t } = useTranslation("timeline");
  const lanes = useStore(view, (state) => state.lanes);
  return (
    <Menu shadow="md" position="bottom-start">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          aria-label={t("lanes.title")}
          title={t("lanes.title")}
        >
          <IconLayoutRows size={ICON} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("lanes.title")}</Menu.Label>
        <Menu.RadioGroup
          value={lanes}
          onChange={(value: string) => view.setState({ lanes: value as LaneMode })}
        >
          {MODES.map((mode) => (
            <Menu.RadioItem key={mode} value={mode}>
              {t(`lanes.${mode}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
