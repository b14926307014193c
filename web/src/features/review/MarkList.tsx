import { clock } from "@/lib/format";
import { ActionIcon, Group, Stack, Text } from "@mantine/core";
import { IconFlag, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface Shown {
  item: string;
  segment?: string | null;
  start?: number | null;
  end?: number | null;
  comment: string;
}

/** Comments on items, segments or stretches of time. */
export function MarkList({
  marks,
  onRemove,
}: {
  marks: readonly Shown[];
  onRemove?: (index: number) => void;
}) {
  const { t } = useTranslation("review");
  if (marks.length === 0) return null;
  return (
    <Stack gap={4} mt="xs" component="ul" p={0} style={{ listStyle: "none" }} aria-label={t("marks.title")}>
      {marks.map((mark, index) => (
        <Group key={index} component="li" gap={6} wrap="nowrap" align="flex-start">
          <IconFlag size={14} aria-hidden style={{ flexShrink: 0, marginTop: 4 }} />
          <Text size="sm" flex={1} style={{ overflowWrap: "anywhere" }}>
            <strong>
              {typeof mark.start === "number"
                ? `${clock(mark.start, 2)} – ${clock(mark.end ?? mark.start, 2)}`
                : mark.item}
            </strong>{" "}
            {mark.comment}
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
