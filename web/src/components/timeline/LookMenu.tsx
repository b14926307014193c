import type { ColorMap, TimelineView, TimelineViewStore } from "@/lib/timeline/view";
import { ActionIcon, Button, Input, Popover, SegmentedControl, Slider, Stack, Text } from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useShallow } from "zustand/shallow";

const MAPS: readonly ColorMap[] = ["magma", "viridis", "grey"];
/** Of the waveform's height, as powers of two. */
const LEAST_POWER = -1;
const MOST_POWER = 5;

const AT_FIRST = {
  colorMap: "magma",
  spectrogramGainDb: 0,
  spectrogramRangeDb: 80,
  waveGain: 1,
} as const satisfies Partial<TimelineView>;

const lookOf = ({ colorMap, spectrogramGainDb, spectrogramRangeDb, waveGain }: TimelineView) => ({
  colorMap,
  spectrogramGainDb,
  spectrogramRangeDb,
  waveGain,
});

/** Colors, brightness and range of the spectrogram, height of the waveform. */
export function LookMenu({ view }: { view: TimelineViewStore }) {
  const { t } = useTranslation("timeline");
  const { colorMap, spectrogramGainDb, spectrogramRangeDb, waveGain } = useStore(view, useShallow(lookOf));
  const decibels = (value: number) => t("spectrogram.decibels", { value });
  const times = (power: number) => t("times", { value: Math.round(2 ** power * 100) / 100 });
  return (
    <Popover position="bottom-start" shadow="md" width={280} trapFocus withArrow>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          aria-label={t("spectrogram.settings")}
          title={t("spectrogram.settings")}
        >
          <IconAdjustments size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Input.Wrapper label={t("spectrogram.colorMap")} labelElement="div">
            <SegmentedControl
              fullWidth
              size="xs"
              aria-label={t("spectrogram.colorMap")}
              value={colorMap}
              onChange={(value) => view.setState({ colorMap: value })}
              data={MAPS.map((map) => ({ value: map, label: t(`colorMap.${map}`) }))}
            />
          </Input.Wrapper>
          <Setting
            name={t("spectrogram.gain")}
            value={spectrogramGainDb}
            least={-30}
            most={50}
            step={2}
            text={decibels}
            onChange={(value) => view.setState({ spectrogramGainDb: value })}
          />
          <Setting
            name={t("spectrogram.range")}
            value={spectrogramRangeDb}
            least={20}
            most={100}
            step={5}
            text={decibels}
            onChange={(value) => view.setState({ spectrogramRangeDb: value })}
          />
          <Setting
            name={t("waveGain")}
            value={Math.log2(waveGain)}
            least={LEAST_POWER}
            most={MOST_POWER}
            step={0.25}
            text={times}
            onChange={(power) => view.setState({ waveGain: 2 ** power })}
          />
          <Button variant="default" size="xs" onClick={() => view.setState(AT_FIRST)}>
            {t("reset")}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Setting(props: {
  name: string;
  value: number;
  least: number;
  most: number;
  step: number;
  text: (value: number) => string;
  onChange: (value: number) => void;
}) {
  return (
    <div>
      <Text size="sm" fw={500} component="div" style={{ display: "flex", justifyContent: "space-between" }}>
        <span>{props.name}</span>
        <span className="numbers">{props.text(props.value)}</span>
      </Text>
      <Slider
        size="sm"
        label={null}
        thumbLabel={props.name}
        thumbProps={{ "aria-valuetext": props.text(props.value) }}
        value={props.value}
        min={props.least}
        max={props.most}
        step={props.step}
        onChange={props.onChange}
      />
    </div>
  );
}
