import { ProblemAlert } from "@/components/ProblemAlert";
import { answer, api } from "@/lib/api/client";
import type { Schemas, Task } from "@/lib/api/types";
import { count, percent } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import {
  Button,
  Checkbox,
  Group,
  Modal,
  Progress,
  Select,
  Skeleton,
  Stack,
  Tabs,
  Text,
  Textarea,
} from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

interface RestDialogProps {
  task: Task;
  opened: boolean;
  onClose: () => void;
  onDone: () => void;
}

type Rest = Schemas["RestView"];
type Kind = "approve" | "reject";

const ENDED = new Set<Rest["state"]>(["done", "failed", "canceled"]);

/** Judges everything that waits at once, with what was found so far shown first. */
export function RestDialog({ task, opened, onClose, onDone }: RestDialogProps) {
  const { t } = useTranslation("review");
  const partial = task.review.mode === "partial";
  const [kind, setKind] = useState<Kind>(partial ? "approve" : "reject");
  const [annotator, setAnnotator] = useState<string | null>(null);
  const [future, setFuture] = useState(false);
  const [reason, setReason] = useState("");
  const names = useNames();

  const findings = useQuery({
    queryKey: ["rest", task.id, annotator],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/rest-approvals/preview", {
          params: { query: { task: task.id, ...(annotator ? { annotator } : {}) } },
          signal,
        }),
      ),
    enabled: opened,
    staleTime: 0,
  });

  const start = useMutation({
    mutationFn: (): Promise<Rest> => {
      const one = annotator ? { annotator } : {};
      return kind === "approve"
        ? answer(
            api.POST("/api/v1/rest-approvals", { body: { task: task.id, ...one, include_future: future } }),
          )
        : answer(
            api.POST("/api/v1/rest-rejections", { body: { task: task.id, ...one, reason: reason.trim() } }),
          );
    },
  });
  const job = useRestJob(kind, start.data ?? null);
  const state = job?.state;
  useEffect(() => {
    if (state && ENDED.has(state)) onDone();
    // Told once per end; the caller's function is a new one with each drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [state]);

  const close = () => {
    start.reset();
    onClose();
  };
  const remaining = findings.data?.remaining ?? 0;
  const nothing = remaining === 0 && !(kind === "approve" && future);

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("rest.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("close", { ns: "common" }) }}
    >
      {job ? (
        <Stack role="status">
          <Text>{t(`rest.state.${job.state}`, { done: count(job.progress.done) })}</Text>
          <Progress
            value={job.progress.total ? (100 * job.progress.done) / job.progress.total : 0}
            aria-label={t("rest.title")}
            animated={!ENDED.has(job.state)}
          />
          {job.failure && <Text c="var(--mantine-color-error)">{job.failure}</Text>}
          <Group justify="flex-end">
            <Button onClick={close}>{t("close", { ns: "common" })}</Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          <Tabs value={kind} onChange={(value) => setKind(value as Kind)}>
            <Tabs.List>
              <Tabs.Tab value="approve" disabled={!partial}>
                {t("rest.approve")}
              </Tabs.Tab>
              <Tabs.Tab value="reject">{t("rest.reject")}</Tabs.Tab>
            </Tabs.List>
          </Tabs>
          {!partial && (
            <Text size="sm" c="dimmed">
              {t("rest.full")}
            </Text>
          )}
          {!task.review.blind && (
            <Select
              label={t("rest.whose")}
              clearable
              searchable
              placeholder={t("rest.all")}
              value={annotator}
              onChange={setAnnotator}
              data={task.annotators.map(({ user }) => ({ value: user, label: names(user) }))}
            />
          )}
          <Findings findings={findings.data} loading={findings.isLoading} />
          <ProblemAlert error={findings.error} />
          {kind === "approve" ? (
            <Checkbox
              label={t("rest.future")}
              description={t("rest.futureHelp")}
              checked={future}
              onChange={(event) => setFuture(event.currentTarget.checked)}
            />
          ) : (
            <Textarea
              label={t("rejection.reason")}
              description={t("rest.reasonHelp")}
              required
              autosize
              minRows={2}
              maxLength={2000}
              dir="auto"
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          <ProblemAlert error={start.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("cancel", { ns: "common" })}
            </Button>
            <Button
              color={kind === "approve" ? "teal.9" : "red"}
              loading={start.isPending}
              disabled={
                !findings.data ||
                nothing ||
                (kind === "reject" && !reason.trim()) ||
                (kind === "approve" && !partial)
              }
              onClick={() => start.mutate()}
            >
              {t(`rest.do.${kind}`, { count: remaining, shown: count(remaining) })}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

/** Follows the work until it has ended. */
function useRestJob(kind: Kind, started: Rest | null): Rest | null {
  const job = useQuery({
    queryKey: ["rest-job", kind, started?.id],
    queryFn: ({ signal }) => {
      const params = { path: { id: started!.id } };
      return answer(
        kind === "approve"
          ? api.GET("/api/v1/rest-approvals/{id}", { params, signal })
          : api.GET("/api/v1/rest-rejections/{id}", { params, signal }),
      );
    },
    enabled: started !== null,
    initialData: started ?? undefined,
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && ENDED.has(data.state) ? false : 700),
  });
  return started && (job.data ?? started);
}

function Findings({
  findings,
  loading,
}: {
  findings: (Omit<Schemas["FindingsView"], "interval"> & { interval: number[] | null }) | undefined;
  loading: boolean;
}) {
  const { t } = useTranslation("review");
  if (loading || !findings) return <Skeleton height={72} />;
  const { approved, rejected, error_rate: rate, interval } = findings;
  return (
    <Stack gap={2}>
      <Text>
        {rate === null
          ? t("rest.nothingJudged")
          : t("rest.found", { approved: count(approved), rejected: count(rejected), rate: percent(rate, 1) })}
      </Text>
      {interval && (
        <Text size="sm" c="dimmed">
          {t("rest.interval", { low: percent(interval[0]!, 1), high: percent(interval[1]!, 1) })}
        </Text>
      )}
      <Text>{t("rest.remaining", { remaining: count(findings.remaining) })}</Text>
      {(findings.not_submitted > 0 || findings.in_rework > 0) && (
        <Text size="sm" c="dimmed">
          {t("rest.toCome", { open: count(findings.not_submitted), rework: count(findings.in_rework) })}
        </Text>
      )}
    </Stack>
  );
}
