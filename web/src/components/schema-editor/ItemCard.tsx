import { itemTitle } from "@/components/annotation/options";
import { Badge, Collapse, Group, Paper, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChevronDown, IconCopy, IconTrash } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { EditedItem } from "./edited";
import { useFaultAt, useFaultsBelow } from "./faults";
import { ItemFields } from "./ItemFields";
import { KindIcon } from "./KindIcon";
import { QuietButton } from "./QuietButton";
import classes from "./schema-editor.module.css";

interface ItemCardProps {
  item: EditedItem;
  place: { index: number; count: number };
  /** Pointer of the item. */
  at: string;
  opened: boolean;
  onToggle: () => void;
  patch: (part: Partial<EditedItem>) => void;
  onMove: (by: -1 | 1) => void;
  onCopy: () => void;
  onRemove: () => void;
  facts?: readonly string[];
  /** It is answered for each segment: it has neither prefill nor segments of its own. */
  attribute: boolean;
}

/** One item: what it is in a line, and its fields below. */
export function ItemCard(props: ItemCardProps) {
  const { item, place, at, opened, onToggle, patch, onMove, onCopy, onRemove, facts, attribute } = props;
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  const below = useFaultsBelow()(at);
  const body = useId();
  const named = item.title.trim() || item.name.trim();
  const title = named ? itemTitle(item) : t("item.unnamed");
  return (
    <Paper withBorder component="section" aria-label={title} data-testid="schema-item" data-name={item.name}>
      <Group wrap="nowrap" gap="xs" p="xs">
        <UnstyledButton
          className={classes.head}
          aria-expanded={opened}
          aria-controls={body}
          onClick={onToggle}
        >
          <IconChevronDown
            size={18}
            className={classes.chevron}
            data-opened={opened || undefined}
            aria-hidden
          />
          <KindIcon kind={item.kind} />
          <Text span fw={600} truncate c={named ? undefined : "dimmed"}>
            {title}
          </Text>
          <Badge variant="light" color="gray" tt="none" style={{ flexShrink: 0 }}>
            {t(`kind.${item.kind}`)}
          </Badge>
          {!item.required && (
            <Text span size="xs" c="dimmed">
              {t("item.optional")}
            </Text>
          )}
          {below > 0 && (
            <Badge color="red" style={{ flexShrink: 0 }}>
              {t("faults", { count: below })}
            </Badge>
          )}
        </UnstyledButton>
        <QuietButton
          label={t("item.up", { title })}
          icon={<IconArrowUp size={18} aria-hidden />}
          disabled={place.index === 0}
          onClick={() => onMove(-1)}
        />
        <QuietButton
          label={t("item.down", { title })}
          icon={<IconArrowDown size={18} aria-hidden />}
          disabled={place.index === place.count - 1}
          onClick={() => onMove(1)}
        />
        <QuietButton
          label={t("item.copy", { title })}
          icon={<IconCopy size={18} aria-hidden />}
          onClick={onCopy}
        />
        <QuietButton
          label={t("item.remove", { title })}
          icon={<IconTrash size={18} aria-hidden />}
          color="red"
          onClick={onRemove}
        />
      </Group>
      {fault(at) && (
        <Text size="sm" c="var(--mantine-color-error)" px="md" pb="xs">
          {fault(at)}
        </Text>
      )}
      <div id={body}>
        <Collapse expanded={opened}>
          <Stack p="md" pt={4}>
            {opened && <ItemFields item={item} patch={patch} at={at} facts={facts} attribute={attribute} />}
          </Stack>
        </Collapse>
      </div>
    </Paper>
  );
}
