import { MarkList } from "@/components/listening/MarkList";
import { clock } from "@/lib/format";
import { Button, Chip, Group, Kbd, Stack, Text, Textarea } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Mark } from "./useRejection";
import type { VerdictPanel } from "./VerdictPanel";

type Props = Parameters<typeof VerdictPanel>[0];

/** Reason, categories, and marks on what is meant; sent with one key. */
export function RejectionForm({
  task,
  rejection,
  rejecting,
  onRejecting,
  onReject,
  judging,
  listening,
  review,
}: Props) {
  const { t } = useTranslation("review");
  const { reason, categories, marks } = rejection.rejection;
  const target = typeof rejecting === "object" ? rejecting : null;
  const box = useRef<HTMLTextAreaElement>(null);
  const [tried, setTried] = useState(false);
  useEffect(() => {
    if (!target) box.current?.focus();
  }, [target]);

  const missing = tried && reason.trim() === "";
  return (
    <Stack gap="sm">
      {review.state === "pending" && target && (
        <MarkEditor
          key={target.segment ?? "span"}
          segment={target.segment}
          listening={listening}
          item={listening.item?.name ?? task.schema.items[0]!.name}
          onDone={(mark) => {
            if (mark) rejection.change({ marks: [...marks, mark] });
            onRejecting(true);
          }}
        />
      )}
      {task.review.categories.length > 0 && (
        <Chip.Group
          multiple
          value={categories}
          onChange={(chosen) => rejection.change({ categories: chosen })}
        >
          <Group gap={6} role="group" aria-label={t("rejection.categories")}>
            {task.review.categories.map((category) => (
              <Chip key={category} value={category} size="xs">
                {category}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      <Textarea
        ref={box}
        label={t("rejection.reason")}
        description={t("rejection.reasonHelp")}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2000}
        required
        dir="auto"
        value={reason}
        error={missing && t("rejection.missing")}
        onChange={(event) => rejection.change({ reason: event.currentTarget.value })}
      />
      <MarkList
        marks={marks}
        onRemove={(gone) => rejection.change({ marks: marks.filter((_, index) => index !== gone) })}
      />
      <Group justify="space-between">
        <Button variant="default" size="sm" onClick={() => onRejecting(false)}>
          {t("cancel", { ns: "common" })}
        </Button>
        <Button
          color="red"
          loading={judging}
          onClick={() => {
            setTried(true);
            if (reason.trim() === "") box.current?.focus();
            else onReject();
          }}
        >
          {t("rejection.send")}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        <Kbd size="xs">{"Ctrl"}</Kbd> + <Kbd size="xs">{"Enter"}</Kbd> {t("rejection.sendKey")}
      </Text>
    </Stack>
  );
}

interface MarkEditorProps {
  segment: string | null;
  item: string;
  listening: Props["listening"];
  onDone: (mark: Mark | null) => void;
}

/** A comment on a segment, on the chosen stretch of time, or on the item. */
function MarkEditor({ segment, item, listening, onDone }: MarkEditorProps) {
  const { t } = useTranslation("review");
  const [comment, setComment] = useState("");
  const found = listening.changes.find((change) => change.segment.id === segment)?.segment;
  const span = found ?? listening.span;
  const place = span ? { start: span.start, end: span.end } : {};
  const done = () =>
    onDone(
      comment.trim() ? { item, ...(segment ? { segment } : {}), ...place, comment: comment.trim() } : null,
    );
  return (
    <Stack gap={6}>
      <Textarea
        label={
          span
            ? t("marks.at", { from: clock(span.start, 2), to: clock(span.end, 2) })
            : t("marks.on", { item })
        }
        autosize
        maxLength={2000}
        data-autofocus
        autoFocus
        dir="auto"
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            event.stopPropagation();
            done();
          }
        }}
      />
      <Button size="xs" variant="light" onClick={done}>
        {t("marks.add")}
      </Button>
    </Stack>
  );
}
