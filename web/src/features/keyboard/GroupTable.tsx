import { Keys } from "@/components/keys/Keys";
import type { ActionId } from "@/lib/keymap/actions";
import { comboText } from "@/lib/keymap/combos";
import { bindingsOf, type Remapped } from "@/lib/keymap/map";
import { remap } from "@/lib/keymap/store";
import { ActionIcon, Badge, Group, Table, Text, Title, Tooltip } from "@mantine/core";
import { IconPlus, IconRestore, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface GroupTableProps {
  title: string;
  actions: readonly ActionId[];
  remapped: Remapped;
  onAdd: (action: ActionId) => void;
}

/** The actions of a group with their keys: each can be taken away, more can be added. */
export function GroupTable({ title, actions, remapped, onAdd }: GroupTableProps) {
  const { t } = useTranslation("keyboard");
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      <Table layout="fixed" aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="45%">{t("page.action")}</Table.Th>
            <Table.Th>{t("page.keys")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {actions.map((action) => (
            <ActionRow key={action} action={action} remapped={remapped} onAdd={onAdd} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function ActionRow({
  action,
  remapped,
  onAdd,
}: Pick<GroupTableProps, "remapped" | "onAdd"> & { action: ActionId }) {
  const { t } = useTranslation("keyboard");
  const name = t(`action.${action}`);
  const bindings = bindingsOf(action, remapped);
  const changed = remapped[action] !== undefined;
  const button = { variant: "subtle", color: "gray", size: 24 } as const;
  return (
    <Table.Tr data-testid={`action-${action}`}>
      <Table.Td>
        <Group gap="xs">
          <Text size="sm">{name}</Text>
          {changed && (
            <Badge size="sm" variant="light" autoContrast tt="none">
              {t("page.changed")}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        <Group gap="sm">
          {bindings.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("page.noKeys")}
            </Text>
          )}
          {bindings.map((binding) => (
            <Group key={`${binding.context} ${binding.combo}`} gap={2} wrap="nowrap">
              <Tooltip label={t(`page.${binding.context}`)}>
                <span>
                  <Keys combo={binding.combo} />
                </span>
              </Tooltip>
              <ActionIcon
                {...button}
                aria-label={t("page.remove", { key: comboText(binding.combo), action: name })}
                onClick={() =>
                  remap(
                    action,
                    bindings.filter((one) => one !== binding),
                  )
                }
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <Group gap={2} ml="auto" wrap="nowrap">
            <ActionIcon
              {...button}
              aria-label={t("page.add", { action: name })}
              onClick={() => onAdd(action)}
            >
              <IconPlus size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              {...button}
              aria-label={t("page.reset", { action: name })}
              disabled={!changed}
              onClick={() => remap(action, null)}
            >
              <IconRestore size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
