import { StateBadge } from "@/components/StateBadge";
import type { Task } from "@/lib/api/types";
import { clock, count } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { ActionIcon, Anchor, Badge, Group, Menu, Table, Text, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconChevronDown,
  IconChevronRight,
  IconDots,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconWaveSine,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ListedRecord } from "./queries";
import { Reason } from "./Reason";
import { shownValues } from "./values";

interface RecordRowProps {
  task: Task;
  record: ListedRecord;
  row: { ref: (element: Element | null) => void; "data-index": number };
  /** The address of its page. */
  page: string;
  opened: boolean;
  playing: boolean;
  failed: boolean;
  onToggle: () => void;
  onPlay: () => void;
  onReturn: () => void;
}

/** One record of the table. */
export function RecordRow({
  task,
  record,
  row,
  page,
  opened,
  playing,
  failed,
  onToggle,
  onPlay,
  onReturn,
}: RecordRowProps) {
  const { t } = useTranslation("tasks");
  const name = useNames();
  const audio = record.record.audio_name;
  const values = shownValues(task.schema, record.annotation, (many) =>
    t("record.segments", { count: many, shown: count(many) }),
  );
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  return (
    <Table.Tr {...row}>
      <Table.Td>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={opened}
          aria-label={t("record.openOf", { record: audio })}
          onClick={onToggle}
        >
          <Chevron size={18} aria-hidden />
        </ActionIcon>
      </Table.Td>
      <Table.Td className="numbers" c="dimmed">
        {count(record.record.ordinal + 1)}
      </Table.Td>
      <Table.Th scope="row" fw={500}>
        <Group gap="xs" wrap="nowrap">
          <Tooltip label={t(failed ? "record.cannotPlay" : playing ? "record.pause" : "record.play")}>
            <ActionIcon
              variant={playing ? "filled" : "light"}
              color={failed ? "red" : undefined}
              aria-label={t(playing ? "record.pauseOf" : "record.playOf", { record: audio })}
              onClick={onPlay}
            >
              {playing ? (
                <IconPlayerPauseFilled size={14} aria-hidden />
              ) : (
                <IconPlayerPlayFilled size={14} aria-hidden />
              )}
            </ActionIcon>
          </Tooltip>
          <div style={{ minWidth: 0 }}>
            <Anchor component={Link} to={page} size="sm" fw={500} display="block" truncate title={audio}>
              {audio}
            </Anchor>
            <Text size="xs" c="dimmed" className="numbers">
              {clock(record.record.seconds, 1)}
            </Text>
          </div>
        </Group>
      </Table.Th>
      <Table.Td>
        <Text size="sm" truncate title={name(record.annotator)}>
          {name(record.annotator)}
        </Text>
      </Table.Td>
      <Table.Td>
        <StateBadge state={record.kind ?? record.state} />
      </Table.Td>
      <Table.Td className="numbers">{count(record.round)}</Table.Td>
      <Table.Td>
        {record.unusable ? (
          <Group gap={6} wrap="nowrap">
            <Badge color="orange" variant="light" tt="none" style={{ flexShrink: 0 }}>
              {t("record.unusable")}
            </Badge>
            <Text size="sm" lineClamp={2}>
              {record.unusable.reason}
            </Text>
          </Group>
        ) : (
          <Text size="sm" lineClamp={2} title={values.map(({ value }) => value).join(" · ")}>
            {values.map(({ value }) => value).join(" · ")}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Reason reason={record.reason} categories={record.categories ?? []} short />
      </Table.Td>
      <Table.Td>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t("menu.of", { task: audio })}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item component={Link} to={page} leftSection={<IconWaveSine size={16} aria-hidden />}>
              {t("record.toTimeline")}
            </Menu.Item>
            {record.state === "done" && (
              <Menu.Item leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={onReturn}>
                {t("return.action")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
