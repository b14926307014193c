import { LazyTransferDialog } from "@/components/transfer/LazyTransferDialog";
import { count } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { calledName, type heldBy } from "./people";

type Held = ReturnType<typeof heldBy>[number];

/** Work that waits in the name of somebody who cannot do it: why, and the way to move it. */
export function HeldWork({ task, held }: { task: string; held: Held[] }) {
  const { t } = useTranslation("tasks");
  const name = useNames();
  const [moving, setMoving] = useState<Held | null>(null);
  return (
    <div role="status">
      {held.length > 0 && (
        <Alert color="orange" icon={<IconUserOff aria-hidden />} title={t("held.title")}>
          <Stack gap="xs">
            {held.map((each) => (
              <Group key={`${each.kind} ${each.user}`} justify="space-between">
                <Text size="sm">
                  {t(`held.${each.kind}`, {
                    count: each.held,
                    shown: count(each.held),
                    name: each.user === null ? t("people.nobody") : calledName(each.user, each.name, name),
                  })}
                </Text>
                {each.user !== null && (
                  <Button size="xs" variant="default" onClick={() => setMoving(each)}>
                    {t("held.transfer")}
                  </Button>
                )}
              </Group>
            ))}
          </Stack>
        </Alert>
      )}
      {moving?.user && (
        <LazyTransferDialog
          kind={moving.kind}
          task={task}
          from={moving.user}
          opened
          onClose={() => setMoving(null)}
        />
      )}
    </div>
  );
}
