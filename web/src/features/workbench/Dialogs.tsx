import { ProblemAlert } from "@/components/ProblemAlert";
import { clock, parseClock } from "@/lib/format";
import { Button, Chip, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const REASONS = ["silent", "noisy", "wrongLanguage", "cut", "private"] as const;
const LONGEST = 2000;

/** Asks why a record cannot be labeled. */
export function UnusableDialog({
  opened,
  busy,
  error,
  onClose,
  onSubmit,
}: {
  opened: boolean;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onSubmit: (reason: string) => void;
}) {
  const { t } = useTranslation("workbench");
  const [reason, setReason] = useState("");
  const given = reason.trim();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("unusable.title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "common" }) }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (given) onSubmit(given);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && event.ctrlKey && given && !event.nativeEvent.isComposing)
            onSubmit(given);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{t("unusable.text")}</Text>
          <Chip.Group
            value={REASONS.find((one) => t(`unusable.${one}`) === reason) ?? null}
            onChange={(value) => setReason(t(`unusable.${value}`))}
          >
            <Group gap={6}>
              {REASONS.map((one) => (
                <Chip key={one} value={one} size="xs">
                  {t(`unusable.${one}`)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <Textarea
            label={t("unusable.reason")}
            data-autofocus
            required
            autosize
            minRows={2}
            maxLength={LONGEST}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ProblemAlert error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel", { ns: "common" })}
            </Button>
            <Button type="submit" loading={busy} disabled={!given}>
              {t("unusable.submit")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Asks for a time to go to. */
export function GotoDialog({
  opened,
  seconds,
  onClose,
  onGo,
}: {
  opened: boolean;
  seconds: number;
  onClose: () => void;
  onGo: (to: number) => void;
}) {
  const { t } = useTranslation("workbench");
  const [text, setText] = useState("");
  const to = parseClock(text);
  const beyond = text.trim() !== "" && (to === null || to > seconds);
  const close = () => {
    setText("");
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("goto.title")}
      size="xs"
      closeButtonProps={{ "aria-label": t("close", { ns: "common" }) }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (to === null || beyond) return;
          onGo(to);
          close();
        }}
      >
        <Group align="flex-start" wrap="nowrap">
          <TextInput
            data-autofocus
            style={{ flex: 1 }}
            label={t("goto.time")}
            description={t("goto.hint", { end: clock(seconds) })}
            value={text}
            error={beyond ? t("goto.beyond", { end: clock(seconds) }) : undefined}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </Group>
        <Group justify="flex-end" mt="sm">
          <Button type="submit" disabled={to === null || beyond}>
            {t("goto.go")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
