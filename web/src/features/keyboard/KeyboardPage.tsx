import { ConfirmDialog } from "@/components/ConfirmDialog";
import { EmptyState } from "@/components/EmptyState";
import { PageHeader } from "@/components/PageHeader";
import { usePerson } from "@/lib/auth/session";
import { ACTIONS, GROUPS, type ActionId } from "@/lib/keymap/actions";
import { comboText } from "@/lib/keymap/combos";
import { bindingsOf } from "@/lib/keymap/map";
import { followKeymapOf, keymap, resetKeymap } from "@/lib/keymap/store";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { IconKeyboardOff, IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { GroupTable } from "./GroupTable";
import { PressDialog } from "./PressDialog";

/** Every key of the workbench and of My work, and how to change it. */
export function Component() {
  const { t } = useTranslation("keyboard");
  const person = usePerson();
  const remapped = useStore(keymap, (state) => state.remapped);
  const [search, setSearch] = useState("");
  const [adding, setAdding] = useState<ActionId | null>(null);
  const [resetting, setResetting] = useState(false);
  useEffect(() => (person ? followKeymapOf(person.user) : undefined), [person]);

  const wanted = search.trim().toLocaleLowerCase();
  const found = ACTIONS.filter(
    ({ id }) =>
      t(`action.${id}`).toLocaleLowerCase().includes(wanted) ||
      bindingsOf(id, remapped).some(({ combo }) => comboText(combo).toLocaleLowerCase().includes(wanted)),
  );
  return (
    <div data-testid="keyboard">
      <PageHeader
        title={t("page.title")}
        below={t("page.text")}
        actions={
          <Button
            variant="default"
            disabled={Object.keys(remapped).length === 0}
            onClick={() => setResetting(true)}
          >
            {t("page.resetAll")}
          </Button>
        }
      />
      <Stack maw={860} gap="lg">
        <TextInput
          aria-label={t("page.search")}
          placeholder={t("page.search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {found.length === 0 && (
          <EmptyState
            icon={<IconKeyboardOff size={40} stroke={1.3} aria-hidden />}
            title={t("page.none")}
            text={t("page.text")}
          />
        )}
        {GROUPS.map((group) => {
          const actions = found.filter((action) => action.group === group);
          return actions.length === 0 ? null : (
            <GroupTable
              key={group}
              title={t(`group.${group}`)}
              actions={actions.map(({ id }) => id)}
              remapped={remapped}
              onAdd={setAdding}
            />
          );
        })}
      </Stack>
      {adding && <PressDialog key={adding} action={adding} onClose={() => setAdding(null)} />}
      <ConfirmDialog
        title={t("page.resetAll")}
        confirm={t("page.resetAll")}
        opened={resetting}
        onClose={() => setResetting(false)}
        onConfirm={() => Promise.resolve(resetKeymap())}
      >
        <Text>{t("page.resetAllText")}</Text>
      </ConfirmDialog>
    </div>
  );
}
