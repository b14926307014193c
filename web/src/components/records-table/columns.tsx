import { MiniWave } from "@/components/MiniWave";
import type { DatasetRecord } from "@/lib/api/types";
import { clock, count, percent } from "@/lib/format";
import type { TFunction } from "i18next";
import { PlayButton } from "./PlayButton";
import type { RowPlayer } from "./useRowPlayer";
import type { GridColumn } from "./VirtualGrid";

const MOST_FACTS = 12;
const WAVE = { width: 150, height: 28 };
const NONE = "–";

function decibels(value: number | null): string {
  return value === null ? NONE : value.toFixed(1);
}

/** The columns of a dataset's records: what was measured, then what the manifest told. */
export function recordColumns(
  t: TFunction<"datasets">,
  player: RowPlayer,
  facts: readonly string[],
): GridColumn<DatasetRecord>[] {
  const number = (
    fact: "seconds" | "sample_rate" | "channels" | "loudness_lufs" | "peak_dbfs" | "clipped_share" | "silence_share" | "bandwidth_hz", // prettier-ignore
    width: number,
    render: (record: DatasetRecord) => string,
  ): GridColumn<DatasetRecord> => ({
    key: fact,
    header: t(`fact.${fact}`),
    width,
    right: true,
    sort: fact,
    render,
  });
  return [
    {
      key: "ordinal",
      header: t("row.number"),
      width: 84,
      right: true,
      sort: "ordinal",
      render: (record) => count(record.ordinal + 1),
    },
    {
      key: "play",
      header: "",
      width: 50,
      render: (record) => <PlayButton row={record} name={record.audio_name} player={player} />,
    },
    {
      key: "wave",
      header: t("row.wave"),
      width: WAVE.width + 20,
      render: (record) => (
        <MiniWave
          peaksUrl={record.peaks_url}
          seconds={record.seconds}
          {...WAVE}
          playing={player.current === record.id ? player.player : null}
        />
      ),
    },
    {
      key: "name",
      header: t("row.name"),
      width: 240,
      grow: true,
      sort: "name",
      render: (record) => <span title={record.audio_name}>{record.audio_name}</span>,
    },
    number("seconds", 116, ({ seconds }) => clock(seconds, 1)),
    ...facts.slice(0, MOST_FACTS).map((fact): GridColumn<DatasetRecord> => ({
      key: `fact ${fact}`,
      header: fact,
      width: 170,
      render: ({ facts }) => {
        const text = String(facts[fact] ?? "");
        return <span title={text}>{text}</span>;
      },
    })),
    number("sample_rate", 156, ({ sample_rate }) => count(sample_rate)),
    number("channels", 100, ({ channels }) => count(channels)),
    number("loudness_lufs", 152, ({ loudness_lufs }) => decibels(loudness_lufs)),
    number("peak_dbfs", 120, ({ peak_dbfs }) => decibels(peak_dbfs)),
    number("clipped_share", 110, ({ clipped_share }) => percent(clipped_share, 2)),
    number("silence_share", 110, ({ silence_share }) => percent(silence_share)),
    number("bandwidth_hz", 148, ({ bandwidth_hz }) =>
      bandwidth_hz === null ? NONE : count(Math.round(bandwidth_hz)),
    ),
  ];
}
