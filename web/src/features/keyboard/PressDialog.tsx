import { Keys } from "@/components/keys/Keys";
import type { ActionId } from "@/lib/keymap/actions";
import { comboOf, types, type Combo } from "@/lib/keymap/combos";
import { bindingsOf, objection, type Objection } from "@/lib/keymap/map";
import { keymap, remap } from "@/lib/keymap/store";
import { Alert, Box, Button, Center, Group, Modal, Stack, Switch, Text } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";

/** Waits for a key for an action, and says what stands in its way. */
export function PressDialog({ action, onClose }: { action: ActionId; onClose: () => void }) {
  const { t } = useTranslation("keyboard");
  const remapped = useStore(keymap, (state) => state.remapped);
  const [combo, setCombo] = useState<Combo | null>(null);
  const [always, setAlways] = useState(true);
  const typing = combo !== null && types(combo);
  const context = always && !typing ? "always" : "outside";
  const wrong = combo === null ? null : objection(remapped, action, combo, context);
  const words = (wrong: Objection) =>
    wrong.kind === "taken"
      ? t("objection.taken", { action: t(`action.${wrong.by}`) })
      : t(`objection.${wrong.kind}`);

  const onKeyDown = (event: KeyboardEvent) => {
    // Tab leads on to the buttons.
    if (event.key === "Tab") return;
    const pressed = comboOf(event.nativeEvent);
    event.stopPropagation();
    event.preventDefault();
    if (pressed !== null) setCombo(pressed);
  };
  const take = () => {
    remap(action, [
      ...bindingsOf(action, remapped).filter((one) => one.combo !== combo),
      { combo: combo!, context },
    ]);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnEscape={false}
      title={t("page.press", { action: t(`action.${action}`) })}
      closeButtonProps={{ "aria-label": t("close", { ns: "common" }) }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t("page.pressText")}
        </Text>
        <Box
          component="div"
          role="button"
          tabIndex={0}
          data-autofocus
          aria-label={t("page.press", { action: t(`action.${action}`) })}
          data-testid="press"
          p="lg"
          style={{ border: "1px dashed var(--mantine-color-default-border)", borderRadius: 8 }}
          onKeyDown={onKeyDown}
        >
          <Center role="status">
            {combo === null ? <Text c="dimmed">{t("page.waiting")}</Text> : <Keys combo={combo} />}
          </Center>
        </Box>
        <Switch
          label={t("page.whileWriting")}
          checked={context === "always"}
          disabled={typing}
          onChange={(event) => setAlways(event.currentTarget.checked)}
        />
        {typing && <Text size="sm">{t("objection.types")}</Text>}
        {wrong && <Alert color="red" role="alert" title={words(wrong)} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel", { ns: "common" })}
          </Button>
          <Button disabled={combo === null || wrong !== null} onClick={take}>
            {t("page.take")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
