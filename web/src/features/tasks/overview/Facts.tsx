import { CountsBar } from "@/components/CountsBar";
import type { Task } from "@/lib/api/types";
import { count, day, duration } from "@/lib/format";
import { Card, Group, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Progress } from "../queries";
import type { Forecast } from "./forecast";

/** The task in four numbers: records, audio, time worked, and when it will be done. */
export function Facts({ task, progress, end }: { task: Task; progress: Progress; end: Forecast }) {
  const { t } = useTranslation("tasks");
  const sum = (key: "audio_seconds" | "seconds_worked") =>
    progress.annotators.reduce((total, each) => total + each[key], 0);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
      <Fact
        label={t("fact.records")}
        value={t("fact.of", { done: count(task.counts.done), total: count(task.counts.total) })}
      >
        <CountsBar counts={task.counts} />
      </Fact>
      <Fact label={t("fact.audio")} value={duration(task.seconds)}>
        <Small>{t("fact.labeled", { audio: duration(sum("audio_seconds")) })}</Small>
      </Fact>
      <Fact label={t("fact.worked")} value={duration(sum("seconds_worked"))}>
        <Small>{t(`fact.review.${task.review_mode}`)}</Small>
      </Fact>
      <Fact
        label={t("forecast.title")}
        value={end.kind === "end" ? day(end.at.toISOString()) : t(`forecast.${end.kind}`)}
      >
        <Small>
          {end.kind === "end"
            ? t("forecast.pace", { count: Math.round(end.perDay), shown: rate(end.perDay) })
            : end.kind === "none"
              ? t(`forecast.why.${end.why}`)
              : t("forecast.completions", { count: task.completion, shown: count(task.completion) })}
        </Small>
      </Fact>
    </SimpleGrid>
  );
}

/** A pace with a digit behind the point while it is slow. */
function rate(perDay: number): string {
  return count(perDay < 10 ? Math.round(perDay * 10) / 10 : Math.round(perDay));
}

function Fact({ label, value, children }: { label: string; value: string; children: React.ReactNode }) {
  return (
    <Card withBorder padding="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={24} fw={650} className="numbers" mb={6}>
        {value}
      </Text>
      {children}
    </Card>
  );
}

function Small({ children }: { children: string }) {
  return (
    <Group>
      <Text size="xs" c="dimmed">
        {children}
      </Text>
    </Group>
  );
}
