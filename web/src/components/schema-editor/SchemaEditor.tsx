import { Button, Group, Menu, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { duplicate } from "./convert";
import { freeName, KINDS, newItem, type EditedItem, type Kind } from "./edited";
import { useFaultAt, useFaultsBelow } from "./faults";
import { ItemCard } from "./ItemCard";
import { KindIcon } from "./KindIcon";
import { moved } from "./lists";

interface SchemaEditorProps {
  items: readonly EditedItem[];
  onChange: (items: EditedItem[]) => void;
  /** Pointer of the list. */
  at: string;
  /** The items are what each segment answers. */
  attributes?: boolean;
  /** Names of manifest facts that an item can start from. */
  facts?: readonly string[];
  /** More to add from, below the kinds. */
  more?: ReactNode;
}

/** A list of annotation items: add, change, reorder, remove. */
export function SchemaEditor({ items, onChange, at, attributes = false, facts, more }: SchemaEditorProps) {
  const { t } = useTranslation("create");
  const fault = useFaultAt()(at);
  const below = useFaultsBelow();
  // What was opened or closed by hand; else an item is open where it is the only one.
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isOpen = (id: string) => opened.get(id) ?? (items.length === 1 && !attributes);
  const [removed, setRemoved] = useState<{ item: EditedItem; index: number } | null>(null);
  const kinds = KINDS.filter((kind) => !attributes || kind !== "segments");
  const names = items.map(({ name }) => name);

  function put(item: EditedItem, index = items.length) {
    onChange([...items.slice(0, index), item, ...items.slice(index)]);
    setOpened(new Map(opened).set(item.id, true));
  }

  function remove(index: number) {
    setRemoved({ item: items[index]!, index });
    onChange(items.filter((_, other) => other !== index));
  }

  const title = (item: EditedItem) => item.title.trim() || item.name || t("item.unnamed");
  return (
    <Stack gap="sm" role="group" aria-label={t(attributes ? "attributes.title" : "items.list")}>
      {attributes && (
        <div>
          <Title order={4} size="sm" fw={600}>
            {t("attributes.title")}
          </Title>
          <Text size="xs" c="dimmed">
            {t("attributes.text")}
          </Text>
        </div>
      )}
      {items.map((item, index) => (
        <ItemCard
          key={item.id}
          item={item}
          attribute={attributes}
          facts={facts}
          place={{ index, count: items.length }}
          at={`${at}/${index}`}
          opened={isOpen(item.id) || below(`${at}/${index}`) > 0}
          onToggle={() => setOpened(new Map(opened).set(item.id, !isOpen(item.id)))}
          patch={(part) =>
            onChange(items.map((other, place) => (place === index ? { ...other, ...part } : other)))
          }
          onMove={(by) => onChange(moved(items, index, by))}
          onCopy={() => put(duplicate(item, freeName(item.name, names)), index + 1)}
          onRemove={() => remove(index)}
        />
      ))}
      {fault && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {fault}
        </Text>
      )}
      <Group>
        <Menu position="bottom-start" width={320}>
          <Menu.Target>
            <Button
              variant={attributes ? "default" : "light"}
              size={attributes ? "compact-sm" : "sm"}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {t(attributes ? "attributes.add" : "item.add")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("item.ownKinds")}</Menu.Label>
            {kinds.map((kind: Kind) => (
              <Menu.Item key={kind} leftSection={<KindIcon kind={kind} />} onClick={() => put(newItem(kind))}>
                {t(`kind.${kind}`)}
                <Text span size="xs" c="dimmed" display="block">
                  {t(`kindText.${kind}`)}
                </Text>
              </Menu.Item>
            ))}
            {more}
          </Menu.Dropdown>
        </Menu>
        <Text size="sm" role="status">
          {removed && (
            <>
              {t("item.removed", { title: title(removed.item) })}{" "}
              <Button
                size="compact-sm"
                variant="subtle"
                onClick={() => {
                  put(removed.item, Math.min(removed.index, items.length));
                  setRemoved(null);
                }}
              >
                {t("item.undo")}
              </Button>
            </>
          )}
        </Text>
      </Group>
    </Stack>
  );
}
