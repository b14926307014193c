import { EmptyState } from "@/components/EmptyState";
import { ProblemAlert } from "@/components/ProblemAlert";
import { StateBadge } from "@/components/StateBadge";
import type { ListedAssignment } from "@/lib/api/types";
import { clock, count } from "@/lib/format";
import {
  Badge,
  Box,
  Group,
  Loader,
  Progress,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
} from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ownQueueQuery, SHELVES, shelfQuery, type Shelf } from "./queries";
import classes from "./workbench.module.css";

interface QueueProps {
  task: string;
  user: string;
  /** The record on the desk. */
  current: string | null;
  onOpen: (id: string) => void;
}

const ROW = 46;

/** The caller's own queue of the task: what comes, what was submitted, what is done. */
export function Queue({ task, user, current, onOpen }: QueueProps) {
  const { t } = useTranslation("workbench");
  const [shelf, setShelf] = useState<Shelf>("open");
  const { data: own } = useQuery(ownQueueQuery(task, user));
  const open = own ? own.open.fresh + own.open.draft + own.open.rework : 0;
  const finished = own ? own.submitted + own.done : 0;
  const numbers = { open, submitted: own?.submitted ?? 0, done: own?.done ?? 0 };
  return (
    <Box component="nav" aria-label={t("queue.name")} className={classes.queue} data-testid="queue">
      <Stack gap={6} p="xs">
        {own && (
          <div>
            <Group justify="space-between" gap="xs">
              <Text size="sm" fw={600} className="numbers" data-testid="progress">
                {t("queue.progress", { done: count(finished), total: count(own.total) })}
              </Text>
              {own.open.rework > 0 && (
                <Badge color="orange" variant="light" autoContrast>
                  {t("queue.rework", { count: own.open.rework })}
                </Badge>
              )}
            </Group>
            <Progress
              mt={4}
              size="sm"
              value={own.total ? (100 * finished) / own.total : 0}
              aria-label={t("queue.progress", { done: finished, total: own.total })}
            />
          </div>
        )}
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t("queue.shelf")}
          value={shelf}
          onChange={(value) => setShelf(value)}
          data={SHELVES.map((value) => ({
            value,
            label: own ? `${t(`queue.${value}`)} ${count(numbers[value])}` : t(`queue.${value}`),
          }))}
        />
      </Stack>
      <Shelved key={shelf} shelf={shelf} task={task} user={user} current={current} onOpen={onOpen} />
    </Box>
  );
}

function Shelved({ task, user, current, shelf, onOpen }: QueueProps & { shelf: Shelf }) {
  const { t } = useTranslation("workbench");
  const query = useInfiniteQuery(shelfQuery(task, user, shelf));
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const scroller = useRef<HTMLDivElement>(null);

  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => items[index]!.id,
    overscan: 6,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    // A page may be empty and yet have a next one.
    if (hasNextPage && !isFetchingNextPage && last >= items.length - 10) void fetchNextPage();
  }, [last, items.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <div ref={scroller} className={classes.shelf}>
      <ProblemAlert error={items.length ? null : error} />
      {data && items.length === 0 && !hasNextPage && (
        <EmptyState title={t(`queue.none.${shelf}`)} text={t(`queue.noneText.${shelf}`)} />
      )}
      <div role="list" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {rows.map(({ index, start, key }) => (
          <div key={key} role="listitem" className={classes.place} style={{ top: start, height: ROW }}>
            <QueueRow item={items[index]!} current={items[index]!.id === current} onOpen={onOpen} />
          </div>
        ))}
      </div>
      {(isFetchingNextPage || (!data && !error)) && (
        <Group justify="center" p="xs" role="status" aria-label={t("loading", { ns: "common" })}>
          <Loader size="sm" />
        </Group>
      )}
    </div>
  );
}

function QueueRow({
  item,
  current,
  onOpen,
}: {
  item: ListedAssignment;
  current: boolean;
  onOpen: (id: string) => void;
}) {
  const { t } = useTranslation("workbench");
  const { record } = item;
  return (
    <UnstyledButton
      className={classes.queueRow}
      aria-current={current ? "true" : undefined}
      data-testid="queue-row"
      data-assignment={item.id}
      onClick={() => onOpen(item.id)}
    >
      <Text size="sm" truncate title={record.audio_name}>
        {record.audio_name}
      </Text>
      <Group gap={6} wrap="nowrap">
        <Text size="xs" c="dimmed" className="numbers">
          {clock(record.seconds, 0)}
        </Text>
        {item.round > 1 && (
          <Text size="xs" c="dimmed">
            {t("queue.round", { round: item.round })}
          </Text>
        )}
        <Group gap={4} ml="auto" wrap="nowrap">
          {item.put_off && (
            <Badge size="sm" color="gray" variant="outline">
              {t("queue.putOff")}
            </Badge>
          )}
          {!(item.state === "open" && item.kind === "fresh") && (
            <StateBadge state={item.state === "open" ? (item.kind ?? "fresh") : item.state} />
          )}
        </Group>
      </Group>
    </UnstyledButton>
  );
}
