import { clock } from "@/lib/format";
import { ActionIcon, Anchor, Group, Stack, Text } from "@mantine/core";
import { IconFlag, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Mark } from "./marks";

interface MarkListProps {
  marks: readonly Mark[];
  onRemove?: (index: number) => void;
  /** Shows the place that a comment is about. */
  onOpen?: (mark: Mark) => void;
}

/** Comments on items, segments or stretches of time. */
export function MarkList({ marks, onRemove, onOpen }: MarkListProps) {
  const { t } = useTranslation("listening");
  if (marks.length === 0) return null;
  return (
    <Stack gap={4} mt="xs" component="ul" p={0} style={{ listStyle: "none" }} aria-label={t("marks.title")}>
      {marks.map((mark, index) => (
        <Group key={index} component="li" gap={6} wrap="nowrap" align="flex-start">
          <IconFlag size={14} aria-hidden style={{ flexShrink: 0, marginTop: 4 }} />
          <Text size="sm" flex={1} style={{ overflowWrap: "anywhere" }}>
            <Place mark={mark} onOpen={onOpen} /> {mark.comment}
          </Text>
          {onRemove && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("marks.remove", { n: index + 1 })}
              onClick={() => onRemove(index)}
            >
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
    </Stack>
  );
}

/** What a comment is about; a stretch of time leads there. */
function Place({ mark, onOpen }: { mark: Mark; onOpen?: (mark: Mark) => void }) {
  const { t } = useTranslation("listening");
  if (typeof mark.start !== "number") return <strong>{mark.item}</strong>;
  const at = `${clock(mark.start, 2)} – ${clock(mark.end ?? mark.start, 2)}`;
  if (!onOpen) return <strong>{at}</strong>;
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      fw={600}
      underline="always"
      aria-label={t("marks.open", { at })}
      onClick={() => onOpen(mark)}
    >
      {at}
    </Anchor>
  );
}
