import { StateBadge } from "@/components/StateBadge";
import { answer, api } from "@/lib/api/client";
import { usePerson } from "@/lib/auth/session";
import { clock } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { Button, Group, ScrollArea, SegmentedControl, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconRepeat } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./ReviewQueue.module.css";

const SHOWN = ["pending", "rejected", "approved"] as const;

interface ReviewQueueProps {
  task: string;
  current: string | null;
  onOpen: (review: string) => void;
}

/** One's own reviews of the task by state; any can be opened. */
export function ReviewQueue({ task, current, onOpen }: ReviewQueueProps) {
  const { t } = useTranslation(["review", "common"]);
  const [state, setState] = useState<(typeof SHOWN)[number]>("pending");
  const person = usePerson();
  const names = useNames();
  const list = useInfiniteQuery({
    queryKey: ["reviews", task, state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      answer(
        api.GET("/api/v1/reviews", {
          params: { query: { task, state, reviewer: person?.user, limit: 50, cursor } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 10_000,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="xs" p="sm" h="100%" component="nav" aria-label={t("queue.title")}>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t("queue.show")}
        value={state}
        onChange={(value) => setState(value)}
        data={SHOWN.map((value) => ({ value, label: t(`state.${value}`, { ns: "common" }) }))}
      />
      <ScrollArea flex={1} type="auto">
        <ul className={classes.list}>
          {items.map((review) => (
            <li key={review.id}>
              <UnstyledButton
                className={classes.row}
                aria-current={review.id === current || undefined}
                onClick={() => onOpen(review.id)}
              >
                <Text size="sm" truncate title={review.record.audio_name}>
                  {review.record.audio_name}
                </Text>
                <Group gap={6} wrap="nowrap">
                  <Text size="xs" c="dimmed" truncate>
                    {clock(review.record.seconds, 1)}
                    {review.annotator ? ` · ${names(review.annotator)}` : ""}
                  </Text>
                  {review.rework && (
                    <Text
                      size="xs"
                      c="dimmed"
                      style={{ display: "inline-flex", gap: 2, alignItems: "center" }}
                    >
                      <IconRepeat size={12} aria-hidden />
                      {t("round", { n: review.round })}
                    </Text>
                  )}
                  {state !== "pending" && review.id === current && <StateBadge state={state} />}
                </Group>
              </UnstyledButton>
            </li>
          ))}
        </ul>
        {list.isSuccess && items.length === 0 && (
          <Text size="sm" c="dimmed" p="xs">
            {t(`queue.none.${state}`)}
          </Text>
        )}
        {list.hasNextPage && (
          <Button
            variant="subtle"
            size="xs"
            fullWidth
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("queue.more")}
          </Button>
        )}
      </ScrollArea>
    </Stack>
  );
}
