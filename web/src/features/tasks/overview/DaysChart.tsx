import { count, day as shownDay } from "@/lib/format";
import { Button, Group, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Day } from "./days";

const WIDTH = 720;
const HEIGHT = 180;
const LEFT = 40;
const BOTTOM = 24;
const TOP = 10;

type Series = "submitted" | "approved" | "rejected";
const COLORS: Record<Series, string> = {
  submitted: "var(--mantine-color-earmark-filled)",
  approved: "var(--mantine-color-green-filled)",
  rejected: "var(--mantine-color-red-filled)",
};

/** A round number not below n, for the top of an axis. */
function roundUp(n: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, n)));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= n) ?? n;
}

/** What was done day by day, as bars and, for who asks, as a table. */
export function DaysChart({ days, reviewed }: { days: Day[]; reviewed: boolean }) {
  const { t } = useTranslation("tasks");
  const [asTable, setAsTable] = useState(false);
  const series: Series[] = reviewed ? ["submitted", "approved", "rejected"] : ["submitted"];
  if (days.length === 0) return <Text c="dimmed">{t("chart.none")}</Text>;
  return (
    <div style={{ maxWidth: WIDTH }}>
      <Group justify="space-between" mb="xs">
        <Group gap="md">
          {series.map((each) => (
            <Group key={each} gap={6}>
              <span
                style={{ width: 12, height: 12, borderRadius: 3, background: COLORS[each] }}
                aria-hidden
              />
              <Text size="sm">{t(`chart.${each}`)}</Text>
            </Group>
          ))}
        </Group>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {t("chart.asTable")}
        </Button>
      </Group>
      {asTable ? <AsTable days={days} series={series} /> : <Bars days={days} series={series} />}
    </div>
  );
}

function Bars({ days, series }: { days: Day[]; series: Series[] }) {
  const { t } = useTranslation("tasks");
  const top = roundUp(Math.max(1, ...days.flatMap((day) => series.map((each) => day[each]))));
  const room = (WIDTH - LEFT) / days.length;
  const bar = Math.min(22, (room * 0.8) / series.length);
  const y = (n: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - n / top);
  const everyNth = Math.ceil(days.length / 8);
  const sums = series.map(
    (each) => `${t(`chart.${each}`)} ${count(days.reduce((sum, day) => sum + day[each], 0))}`,
  );
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width="100%"
      style={{ maxWidth: WIDTH, display: "block" }}
      role="img"
      aria-label={t("chart.words", { days: days.length, sums: sums.join(", ") })}
    >
      {[0, top / 2, top].map((n) => (
        <g key={n}>
          <line x1={LEFT} x2={WIDTH} y1={y(n)} y2={y(n)} stroke="var(--mantine-color-default-border)" />
          <text x={LEFT - 6} y={y(n) + 4} textAnchor="end" fontSize={11} fill="var(--mantine-color-dimmed)">
            {Number.isInteger(n) ? count(n) : ""}
          </text>
        </g>
      ))}
      {days.map((day, index) => {
        const middle = LEFT + room * (index + 0.5);
        const start = middle - (bar * series.length) / 2;
        return (
          <g key={day.day}>
            <title>{`${shownDay(day.day)}: ${series.map((each) => `${t(`chart.${each}`)} ${count(day[each])}`).join(", ")}`}</title>
            <rect
              x={LEFT + room * index}
              y={TOP}
              width={room}
              height={HEIGHT - TOP - BOTTOM}
              fill="transparent"
            />
            {series.map((each, place) => (
              <rect
                key={each}
                x={start + bar * place}
                y={y(day[each])}
                width={Math.max(1, bar - 1)}
                height={y(0) - y(day[each])}
                rx={2}
                fill={COLORS[each]}
              />
            ))}
            {index % everyNth === 0 && (
              <text
                x={middle}
                y={HEIGHT - 8}
                textAnchor="middle"
                fontSize={11}
                fill="var(--mantine-color-dimmed)"
              >
                {day.day.slice(5)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function AsTable({ days, series }: { days: Day[]; series: Series[] }) {
  const { t } = useTranslation("tasks");
  return (
    <Table aria-label={t("chart.title")} maw={WIDTH} className="numbers">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("chart.day")}</Table.Th>
          {series.map((each) => (
            <Table.Th key={each} ta="right">
              {t(`chart.${each}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {[...days].reverse().map((day) => (
          <Table.Tr key={day.day}>
            <Table.Th scope="row" fw={400}>
              {shownDay(day.day)}
            </Table.Th>
            {series.map((each) => (
              <Table.Td key={each} ta="right">
                {count(day[each])}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
