import { ProblemAlert } from "@/components/ProblemAlert";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface ConfirmDialogProps {
  title: string;
  /** What will happen and what stays. */
  children: ReactNode;
  confirm: string;
  danger?: boolean;
  disabled?: boolean;
  opened: boolean;
  onClose: () => void;
  /** A refusal is shown in the dialog, which stays open. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before something that is hard to take back. The focus starts on the way out. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  danger,
  disabled,
  opened,
  onClose,
  onConfirm,
}: ConfirmDialogProps) {
  const { t } = useTranslation();
  const action = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  const close = () => {
    action.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack>
        {children}
        <ProblemAlert error={action.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t("cancel")}
          </Button>
          <Button
            color={danger ? "red" : undefined}
            loading={action.isPending}
            disabled={disabled}
            onClick={() => action.mutate()}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
