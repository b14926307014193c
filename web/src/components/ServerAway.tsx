import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

const TRY_AGAIN_MS = 5000;

/** The server does not answer; tries again by itself. */
export function ServerAway({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  const retry = useRef(onRetry);
  useEffect(() => {
    retry.current = onRetry;
  });
  useEffect(() => {
    const timer = setInterval(() => retry.current(), TRY_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Center mih="60vh" p="xl">
      <Stack align="center" gap="sm" maw={460}>
        <IconCloudOff size={48} stroke={1.3} aria-hidden />
        <Title order={1} size="h2" ta="center">
          {t("away.title")}
        </Title>
        <Text ta="center" c="dimmed">
          {t("away.text")}
        </Text>
        <Button onClick={onRetry}>{t("retry")}</Button>
      </Stack>
    </Center>
  );
}
