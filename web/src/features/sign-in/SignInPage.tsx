import { Logo } from "@/components/Logo";
import { ProblemAlert } from "@/components/ProblemAlert";
import { auth, useAuth } from "@/lib/auth/session";
import { Button, Center, Paper, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { DevelopmentSignIn } from "./DevelopmentSignIn";

/** A path of ours to go on with; nothing that leads elsewhere. */
function safe(to: string | null): string {
  return to && /^\/(?![/\\])/.test(to) ? to : "/";
}

export function Component() {
  const { t } = useTranslation("signin");
  useDocumentTitle(`${t("title")} · Earmark`);
  const { state, settings } = useAuth();
  const [params] = useSearchParams();
  const [error, setError] = useState<unknown>(null);
  const to = safe(params.get("to"));

  if (state.kind === "signed-in" || state.kind === "expired") return <Navigate to={to} replace />;

  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={440} gap="lg">
        <Stack align="center" gap="xs">
          <Logo size={44} />
          <Title order={1} size="h3">
            {t("title")}
          </Title>
          <Text c="dimmed" ta="center">
            {t("what")}
          </Text>
        </Stack>
        <Paper withBorder p="lg">
          {settings?.kind === "oidc" ? (
            <Button fullWidth size="md" onClick={() => void auth.signIn(to).catch(setError)}>
              {t("oidc")}
            </Button>
          ) : (
            <DevelopmentSignIn onError={setError} to={to} />
          )}
        </Paper>
        <ProblemAlert error={error} onClose={() => setError(null)} />
      </Stack>
    </Center>
  );
}
