import { Keys } from "@/components/keys/Keys";
import { itemTitle, keysOf } from "@/components/annotation";
import type { AnnotationSchema } from "@/lib/api/types";
import { ACTIONS, WORKBENCH_GROUPS } from "@/lib/keymap/actions";
import { bindingsOf } from "@/lib/keymap/map";
import { keymap } from "@/lib/keymap/store";
import { Anchor, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useStore } from "zustand";
import classes from "./workbench.module.css";

/** All keys of the workbench, as they are mapped now, and those of the schema. */
export function Help({
  opened,
  onClose,
  schema,
  keyboard,
}: {
  opened: boolean;
  onClose: () => void;
  schema: AnnotationSchema;
  /** The page where keys are changed. */
  keyboard: string;
}) {
  const { t } = useTranslation("keyboard");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={t("help.title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "common" }) }}
    >
      <Text size="sm" c="dimmed" mb="md">
        {t("help.text")}{" "}
        <Anchor component={Link} to={keyboard} size="sm" underline="always">
          {t("help.change")}
        </Anchor>
      </Text>
      <div className={classes.keys}>
        <SchemaKeys schema={schema} />
        {WORKBENCH_GROUPS.map((group) => (
          <GroupKeys key={group} group={group} />
        ))}
        <Stack gap={4} className={classes.group}>
          <Title order={3} size="h6">
            {t("mouse.title")}
          </Title>
          {(["click", "drag", "edge", "double", "wheel", "shiftWheel", "alt"] as const).map((one) => (
            <Text size="sm" key={one}>
              {t(`mouse.${one}`)}
            </Text>
          ))}
        </Stack>
      </div>
    </Modal>
  );
}

function GroupKeys({ group }: { group: (typeof WORKBENCH_GROUPS)[number] }) {
  const { t } = useTranslation("keyboard");
  const remapped = useStore(keymap, (state) => state.remapped);
  return (
    <Stack gap={4} className={classes.group}>
      <Title order={3} size="h6">
        {t(`group.${group}`)}
      </Title>
      {ACTIONS.filter((action) => action.group === group).map(({ id }) => {
        const bindings = bindingsOf(id, remapped);
        return bindings.length === 0 ? null : (
          <Group key={id} justify="space-between" wrap="nowrap" gap="sm">
            <Text size="sm">{t(`action.${id}`)}</Text>
            <Group gap={6} justify="flex-end">
              {bindings.map(({ combo, context }) => (
                <span key={`${context} ${combo}`}>
                  <Keys combo={combo} />
                </span>
              ))}
            </Group>
          </Group>
        );
      })}
    </Stack>
  );
}

function SchemaKeys({ schema }: { schema: AnnotationSchema }) {
  const { t } = useTranslation("keyboard");
  const keys = keysOf(schema);
  if (keys.length === 0) return null;
  const title = (name: string) => itemTitle(schema.items.find((item) => item.name === name) ?? { name });
  return (
    <Stack gap={4} className={classes.group}>
      <Title order={3} size="h6">
        {t("help.schema")}
      </Title>
      {keys.map(({ key, item, target }) => (
        <Group key={`${item} ${target}`} justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm">
            {title(item)} · {target === "focus" ? t("help.write") : target}
          </Text>
          <Keys combo={key.length === 1 ? key.toUpperCase() : key} />
        </Group>
      ))}
    </Stack>
  );
}
