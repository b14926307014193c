import type { ActionId } from "@/lib/keymap/actions";
import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PageActions } from "./bench";
import { useKeyText } from "./useKeyText";

/** What becomes of the record: submitted, put off, or unusable. */
export function ActionBar({
  page,
  disabled,
  sending,
  correction,
}: {
  page: PageActions;
  disabled: boolean;
  sending: boolean;
  correction: boolean;
}) {
  const { t } = useTranslation("workbench");
  return (
    <Group
      justify="space-between"
      px="sm"
      h={52}
      wrap="nowrap"
      style={{ flexShrink: 0, borderTop: "1px solid var(--mantine-color-default-border)" }}
    >
      <Group gap="xs" wrap="nowrap">
        <Button
          size="sm"
          variant="default"
          disabled={disabled || correction}
          onClick={page.putOff}
          rightSection={<Hint action="work.putOff" />}
        >
          {t("putOff.name")}
        </Button>
        <Button
          size="sm"
          variant="default"
          disabled={disabled}
          onClick={page.openUnusable}
          rightSection={<Hint action="work.unusable" />}
        >
          {t("unusable.name")}
        </Button>
      </Group>
      <Button
        size="sm"
        disabled={disabled}
        loading={sending}
        onClick={page.submit}
        rightSection={<Hint action="work.submit" />}
      >
        {correction ? t("submit.correction") : t("submit.name")}
      </Button>
    </Group>
  );
}

function Hint({ action }: { action: ActionId }) {
  const key = useKeyText(action);
  return (
    <Text span size="xs" aria-hidden>
      {key}
    </Text>
  );
}
