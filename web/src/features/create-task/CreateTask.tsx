import { ConfirmDialog } from "@/components/ConfirmDialog";
import { PageHeader } from "@/components/PageHeader";
import { ProblemAlert } from "@/components/ProblemAlert";
import { ProblemPage } from "@/components/ProblemPage";
import { Faults } from "@/components/schema-editor/faults";
import { datasetsQuery, membersQuery } from "@/lib/api/queries";
import { useWorkspace } from "@/lib/workspace";
import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { WizardContext, type Wizard } from "./context";
import { check, FAULTY_STEPS, refused, stepOf, unchanged, type FaultyStep } from "./model/check";
import { newDraft, STEPS, type Step, type TaskDraft } from "./model/draft";
import { StepFrame } from "./StepFrame";
import { useCreate } from "./useCreate";
import { useDraft } from "./useDraft";
import { useStep } from "./useStep";

/** The wizard: steps in any order, each with its faults once one wanted to leave it. */
export function CreateTask({ start, resumed = false }: { start: TaskDraft; resumed?: boolean }) {
  const { t } = useTranslation("create");
  const { id: workspace } = useWorkspace();
  const navigate = useNavigate();
  const held = useDraft(start, resumed);
  const { draft, update } = held;
  const { step, go } = useStep();
  const [judged, setJudged] = useState<ReadonlySet<FaultyStep>>(new Set());
  const [refusal, setRefusal] = useState<{ error: unknown; draft: TaskDraft } | null>(null);
  const [restarting, setRestarting] = useState(false);
  const datasets = useQuery({ ...datasetsQuery(workspace), refetchInterval: 5000 });
  const members = useQuery(membersQuery(workspace));
  const known = { datasets: datasets.data, members: members.data };

  const create = useCreate({
    onCreated: (task) => {
      held.release();
      void navigate(`/w/${workspace}/tasks/${task.id}`, { replace: true });
    },
  });

  const wizard: Wizard = {
    draft,
    update,
    ...known,
    dataset: datasets.data?.find(({ id }) => id === draft.dataset),
    go,
  };
  const own = (one: FaultyStep) => check(one, draft, known);
  // What the API refused counts until the step changes; what is known here is not said twice.
  const theirs = useMemo(
    () =>
      (refusal ? refused(refusal.error, refusal.draft) : []).filter(({ pointer }) =>
        unchanged(stepOf(pointer), draft, refusal!.draft),
      ),
    [refusal, draft],
  );
  const faultsOf = (one: FaultyStep) => {
    const mine = judged.has(one) ? own(one) : [];
    const more = theirs.filter(
      ({ pointer }) => stepOf(pointer) === one && !mine.some((fault) => fault.pointer === pointer),
    );
    return [...mine, ...more];
  };
  const shown = FAULTY_STEPS.flatMap(faultsOf);
  const elsewhere = refusal !== null && refused(refusal.error, refusal.draft).length === 0;

  function next(): boolean {
    if (step === "summary") {
      submit();
      return true;
    }
    setJudged(new Set([...judged, step]));
    if (own(step).length > 0) return false;
    go(STEPS[STEPS.indexOf(step) + 1]!);
    return true;
  }

  function submit() {
    setJudged(new Set(FAULTY_STEPS));
    setRefusal(null);
    const first = FAULTY_STEPS.find((one) => own(one).length > 0);
    if (first) return go(first);
    create.mutate(draft, {
      onError: (error) => {
        setRefusal({ error, draft });
        const [fault] = refused(error, draft);
        if (fault) go(stepOf(fault.pointer));
      },
    });
  }

  if (members.error && !members.data)
    return <ProblemPage error={members.error} onRetry={() => void members.refetch()} />;
  if (datasets.error && !datasets.data)
    return <ProblemPage error={datasets.error} onRetry={() => void datasets.refetch()} />;

  return (
    <>
      <PageHeader
        title={t("title")}
        below={t(draft.copyOf ? "belowCopy" : "below")}
        actions={
          held.dirty && (
            <Button variant="default" onClick={() => setRestarting(true)}>
              {t("restart")}
            </Button>
          )
        }
      />
      <WizardContext value={wizard}>
        <Faults value={shown}>
          <StepFrame
            step={step}
            faultsOf={(one: Step) => (one === "summary" ? [] : faultsOf(one))}
            onNext={next}
            creating={create.isPending}
            problem={elsewhere && step === "summary" && <ProblemAlert error={refusal.error} />}
          />
        </Faults>
      </WizardContext>
      <ConfirmDialog
        title={t("leave.title")}
        confirm={t("leave.confirm")}
        danger
        opened={held.blocker.state === "blocked"}
        onClose={() => held.blocker.reset?.()}
        onConfirm={() => {
          held.release();
          held.blocker.proceed?.();
          return Promise.resolve();
        }}
      >
        <Text>{t("leave.text")}</Text>
      </ConfirmDialog>
      <ConfirmDialog
        title={t("restart")}
        confirm={t("restart")}
        danger
        opened={restarting}
        onClose={() => setRestarting(false)}
        onConfirm={() => {
          held.restart(newDraft());
          setJudged(new Set());
          setRefusal(null);
          go("dataset");
          return Promise.resolve();
        }}
      >
        <Text>{t("leave.text")}</Text>
      </ConfirmDialog>
    </>
  );
}
