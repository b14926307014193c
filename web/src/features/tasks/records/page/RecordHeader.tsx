import { PersonCircle } from "@/components/PersonCircle";
import { StateBadge } from "@/components/StateBadge";
import type { Assignment, Task } from "@/lib/api/types";
import { count } from "@/lib/format";
import { useNames, useWorkspace } from "@/lib/workspace";
import { ActionIcon, Badge, Button, Group, Kbd, Text } from "@mantine/core";
import { IconArrowBackUp, IconArrowLeft, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { tablePath } from "../filters";
import type { NeighboursOf } from "./useNeighbours";

interface RecordHeaderProps {
  task: Task;
  assignment: Assignment | undefined;
  neighbours: NeighboursOf;
  /** Addresses of the records beside it. */
  previous: string | null;
  next: string | null;
  onReturn: () => void;
}

/** Whose record it is and how it stands, the way back to the table, and the ones beside it there. */
export function RecordHeader(props: RecordHeaderProps) {
  const { task, assignment, neighbours, previous, next, onReturn } = props;
  const { t } = useTranslation("tasks");
  const { id: workspace } = useWorkspace();
  const names = useNames();
  const [params] = useSearchParams();
  const name = assignment?.record.audio_name;
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group wrap="nowrap" gap="sm" miw={0}>
        <ActionIcon
          component={Link}
          to={tablePath(workspace, task.id, params)}
          variant="subtle"
          color="gray"
          aria-label={t("record.page.back", { task: task.name })}
        >
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
        <Text component="h1" fw={650} truncate title={name}>
          {name ?? task.name}
        </Text>
        {assignment && (
          <>
            <StateBadge state={assignment.kind ?? assignment.state} />
            <Badge variant="light" color="gray" autoContrast style={{ flexShrink: 0 }}>
              {t("record.round", { shown: count(assignment.round) })}
            </Badge>
            <Text size="sm" c="dimmed" truncate style={{ flexShrink: 0 }} maw={200}>
              {names(assignment.annotator)}
            </Text>
          </>
        )}
      </Group>
      <Group wrap="nowrap" gap="xs" style={{ flexShrink: 0 }}>
        <Place {...neighbours} />
        <Button.Group>
          <Neighbour to={previous} hotkey="K" label={t("record.page.previous")} />
          <Neighbour to={next} hotkey="J" label={t("record.page.next")} forward />
        </Button.Group>
        {assignment?.state === "done" && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            onClick={onReturn}
          >
            {t("return.action")}
          </Button>
        )}
        <PersonCircle />
      </Group>
    </Group>
  );
}

/** Where the record stands in the table as it is filtered. */
function Place({ place, count: many, whole, searching }: NeighboursOf) {
  const { t } = useTranslation("tasks");
  const of = count(many);
  return (
    <Text size="sm" c="dimmed" className="numbers" role="status">
      {place !== null
        ? t(whole ? "record.page.place" : "record.page.placeSoFar", { n: count(place), of })
        : searching
          ? t("record.searching")
          : t(whole ? "record.page.outside" : "record.page.farOff", { of })}
    </Text>
  );
}

function Neighbour({
  to,
  hotkey,
  label,
  forward = false,
}: {
  to: string | null;
  hotkey: string;
  label: string;
  forward?: boolean;
}) {
  const Chevron = forward ? IconChevronRight : IconChevronLeft;
  const icon = <Chevron size={16} aria-hidden />;
  const key = (
    <Kbd size="xs" aria-hidden>
      {hotkey}
    </Kbd>
  );
  const look = {
    variant: "default",
    size: "xs",
    leftSection: forward ? key : icon,
    rightSection: forward ? icon : key,
  } as const;
  return to ? (
    <Button component={Link} to={to} aria-keyshortcuts={hotkey} {...look}>
      {label}
    </Button>
  ) : (
    <Button disabled {...look}>
      {label}
    </Button>
  );
}
