import { isProblem, isTemporary } from "@/lib/api/problems";
import { Button, Center, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconLock, IconMapQuestion, IconMoodSad } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ServerAway } from "./ServerAway";

/** A whole page that could not be shown: says why and what to do next. */
export function ProblemPage({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  if (isTemporary(error) && onRetry) return <ServerAway onRetry={onRetry} />;
  const kind = isProblem(error, "not-found")
    ? "notFound"
    : isProblem(error, "forbidden")
      ? "forbidden"
      : "broken";
  const Icon = { notFound: IconMapQuestion, forbidden: IconLock, broken: IconMoodSad }[kind];
  const detail = isProblem(error) ? error.detail : "";
  const correlation = isProblem(error) ? error.correlationId : undefined;
  return (
    <Center mih="60vh" p="xl">
      <Stack align="center" gap="sm" maw={520}>
        <Icon size={48} stroke={1.3} aria-hidden />
        <Title order={1} size="h2" ta="center">
          {t(`${kind}.title`)}
        </Title>
        <Text ta="center" c="dimmed">
          {t(`${kind}.text`)}
        </Text>
        {detail && <Text ta="center">{detail}</Text>}
        {correlation && <Code>{correlation}</Code>}
        <Group>
          <Button component={Link} to="/">
            {t("home")}
          </Button>
          {onRetry && (
            <Button variant="default" onClick={onRetry}>
              {t("retry")}
            </Button>
          )}
        </Group>
      </Stack>
    </Center>
  );
}
