import { ConfirmDialog } from "@/components/ConfirmDialog";
import { ProblemAlert } from "@/components/ProblemAlert";
import { bytes, count, duration } from "@/lib/format";
import { NotReadable } from "@/lib/upload/sendFile";
import type { Uploader, UploadState } from "@/lib/upload/uploader";
import { useProblemText } from "@/lib/i18n/problems";
import { Alert, Button, Card, Group, List, Progress, Stack, Text, Title } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { useStore } from "zustand";

const UNDER_WAY: readonly UploadState["phase"][] = ["sending", "paused", "waiting", "signed-out"];
const MOST_SHOWN = 20;

/** How far an upload is, with pause and cancel; leaving the page asks first. */
export function UploadProgress({ uploader, onBack }: { uploader: Uploader; onBack: () => void }) {
  const { t } = useTranslation("datasets");
  const state = useStore(uploader.store);
  const { phase } = state;
  const underWay = UNDER_WAY.includes(phase);
  useGuard(underWay);
  const blocker = useBlocker(underWay);
  const share = state.bytesTotal ? (100 * state.bytesDone) / state.bytesTotal : underWay ? 0 : 100;

  function cancel() {
    uploader.cancel();
    onBack();
  }

  return (
    <Card withBorder component="section" aria-label={t("upload.title")}>
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t("upload.title")}
          </Title>
          <Text c="dimmed" size="sm" role="status">
            {t(`upload.phase.${phase}`)}
          </Text>
        </Group>
        <Progress
          value={share}
          animated={phase === "sending"}
          aria-label={t("upload.title")}
          aria-valuetext={words(state, t)}
        />
        <Text size="sm" className="numbers" data-testid="upload-words">
          {words(state, t)}
        </Text>
        {phase === "waiting" && <Alert color="orange">{t("upload.away")}</Alert>}
        {phase === "signed-out" && <Alert color="orange">{t("upload.signedOut")}</Alert>}
        {phase === "failed" && <ProblemAlert error={state.error} />}
        <Refused refused={state.refused} />
        <Group>
          {(phase === "sending" || phase === "waiting") && (
            <Button
              variant="default"
              leftSection={<IconPlayerPause size={16} aria-hidden />}
              onClick={() => uploader.pause()}
            >
              {t("upload.pause")}
            </Button>
          )}
          {phase === "paused" && (
            <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => uploader.resume()}>
              {t("upload.resume")}
            </Button>
          )}
          {underWay ? (
            <Button variant="default" leftSection={<IconX size={16} aria-hidden />} onClick={cancel}>
              {t("upload.cancel")}
            </Button>
          ) : (
            phase !== "done" && (
              <Button variant="default" onClick={onBack}>
                {t("upload.back")}
              </Button>
            )
          )}
        </Group>
      </Stack>
      <ConfirmDialog
        title={t("leave.title")}
        confirm={t("leave.confirm")}
        opened={blocker.state === "blocked"}
        onClose={() => blocker.reset?.()}
        onConfirm={() => {
          uploader.stop();
          blocker.proceed?.();
          return Promise.resolve();
        }}
      >
        <Text>{t("leave.text")}</Text>
      </ConfirmDialog>
    </Card>
  );
}

type Translate = ReturnType<typeof useTranslation<"datasets">>["t"];

function words(state: UploadState, t: Translate): string {
  const parts = [
    t("upload.files", { done: count(state.filesDone), total: count(state.filesTotal) }),
    t("upload.bytes", { done: bytes(state.bytesDone), total: bytes(state.bytesTotal) }),
  ];
  if (state.phase === "sending" && state.rate)
    parts.push(
      t("upload.rate", { rate: bytes(state.rate) }),
      t("upload.left", { left: duration(Math.ceil(state.left ?? 0)) }),
    );
  return parts.join(" · ");
}

function Refused({ refused }: { refused: UploadState["refused"] }) {
  const { t } = useTranslation("datasets");
  const problem = useProblemText();
  if (refused.length === 0) return null;
  const why = (error: unknown) => {
    if (error instanceof NotReadable) return t("refused.changed");
    const { title, detail } = problem(error);
    return detail || title;
  };
  return (
    <Alert color="orange" title={t("refused.title", { count: refused.length, shown: count(refused.length) })}>
      <List size="sm">
        {refused.slice(0, MOST_SHOWN).map(({ path, error }) => (
          <List.Item key={path} style={{ overflowWrap: "anywhere" }}>
            <strong>{path}</strong> {why(error)}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Has the browser ask before the page is closed or reloaded. */
function useGuard(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [active]);
}
