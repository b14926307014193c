import { auth, useAuth } from "@/lib/auth/session";
import type { Person } from "@/lib/auth/provider";
import { Button, Dialog, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** Says that the sign-in ended and takes it up again, without losing what is on the page. */
export function ExpiredSignIn({ person }: { person: Person }) {
  const { t } = useTranslation("signin");
  const [failed, setFailed] = useState(false);
  const oidc = useAuth((store) => store.settings?.kind === "oidc");

  async function again() {
    setFailed(false);
    try {
      await auth.renewed();
    } catch {
      if (oidc) await auth.signIn(location.pathname + location.search);
      else setFailed(true);
    }
  }

  return (
    <Dialog
      opened
      position={{ bottom: 20, left: 20 }}
      role="alertdialog"
      aria-label={t("expired.title")}
      size="lg"
    >
      <Text fw={600}>{t("expired.title")}</Text>
      <Text size="sm" mb="sm">
        {t("expired.kept", { name: person.name })}
      </Text>
      <Group>
        <Button size="xs" onClick={() => void again()}>
          {t("expired.again")}
        </Button>
        {failed && (
          <Text size="sm" c="red">
            {t("expired.failed")}
          </Text>
        )}
      </Group>
    </Dialog>
  );
}
