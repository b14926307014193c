import type { Fault } from "@/components/schema-editor/check";
import { useFaultWords } from "@/components/schema-editor/faults";
import { Alert, Button, Group, List, Stepper, Title } from "@mantine/core";
import { IconAlertCircle, IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWizard } from "./context";
import classes from "./create-task.module.css";
import { STEPS, type Step } from "./model/draft";
import { DatasetStep } from "./steps/DatasetStep";
import { ItemsStep } from "./steps/ItemsStep";
import { MoreStep } from "./steps/MoreStep";
import { PeopleStep } from "./steps/PeopleStep";
import { ReviewStep } from "./steps/ReviewStep";
import { SummaryStep } from "./steps/SummaryStep";

interface StepFrameProps {
  step: Step;
  faultsOf: (step: Step) => readonly Fault[];
  /** False where the step has faults, so that one stays. */
  onNext: () => boolean;
  creating: boolean;
  /** A refusal that is about no field. */
  problem: ReactNode;
}

/** The steps' names on top, one step, and the way on. */
export function StepFrame({ step, faultsOf, onNext, creating, problem }: StepFrameProps) {
  const { t } = useTranslation("create");
  const { go } = useWizard();
  const index = STEPS.indexOf(step);
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const before = useRef(step);
  const faults = faultsOf(step);

  // Another step is another page to a screen reader: it begins at its heading, or at what is to be mended.
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    if (!focusFirstFault(body.current)) heading.current?.focus();
    window.scrollTo({ top: 0 });
  }, [step]);

  function advance() {
    if (!onNext()) requestAnimationFrame(() => focusFirstFault(body.current));
  }

  return (
    <>
      <Stepper
        active={index}
        onStepClick={(place) => go(STEPS[place]!)}
        size="sm"
        className={classes.steps}
        role="group"
        aria-label={t("steps")}
      >
        {STEPS.map((one) => (
          <Stepper.Step
            key={one}
            label={t(`step.${one}`)}
            aria-current={one === step ? "step" : undefined}
            color={faultsOf(one).length > 0 ? "red" : undefined}
            icon={
              faultsOf(one).length > 0 ? <IconAlertCircle size={18} aria-label={t("toMend")} /> : undefined
            }
            completedIcon={
              faultsOf(one).length > 0 ? <IconAlertCircle size={18} aria-label={t("toMend")} /> : undefined
            }
            allowStepSelect
          />
        ))}
      </Stepper>
      <section aria-labelledby="step-title">
        <Title
          order={2}
          size="h3"
          mb={4}
          id="step-title"
          tabIndex={-1}
          ref={heading}
          style={{ outline: "none" }}
        >
          {t(`heading.${step}`)}
        </Title>
        <p className={classes.lead}>{t(`lead.${step}`)}</p>
        <div ref={body}>
          <Unplaced faults={faults} />
          {stepBody(step, STEPS.flatMap(faultsOf))}
        </div>
      </section>
      <div className={classes.foot}>
        {problem}
        <Group justify="space-between">
          <Button
            variant="default"
            leftSection={<IconArrowLeft size={16} aria-hidden />}
            disabled={index === 0}
            onClick={() => go(STEPS[index - 1]!)}
          >
            {t("back", { ns: "common" })}
          </Button>
          <Button
            rightSection={step === "summary" ? undefined : <IconArrowRight size={16} aria-hidden />}
            loading={creating}
            onClick={advance}
          >
            {step === "summary" ? t("create") : t("next", { ns: "common" })}
          </Button>
        </Group>
      </div>
    </>
  );
}

function stepBody(step: Step, faults: readonly Fault[]) {
  switch (step) {
    case "dataset":
      return <DatasetStep />;
    case "items":
      return <ItemsStep />;
    case "people":
      return <PeopleStep />;
    case "review":
      return <ReviewStep />;
    case "more":
      return <MoreStep />;
    case "summary":
      return <SummaryStep faults={faults} />;
  }
}

/** Says how much is to be mended, and everything in words: also what no field stands for. */
function Unplaced({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation("create");
  const words = useFaultWords();
  if (faults.length === 0) return null;
  const said = [...new Set(faults.map(words))];
  return (
    <Alert
      color="red"
      mb="md"
      role="alert"
      title={t("summary.faults", { count: faults.length })}
      icon={<IconAlertCircle aria-hidden />}
    >
      <List size="sm">
        {said.slice(0, 6).map((text) => (
          <List.Item key={text}>{text}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Puts the focus on the first input that is marked as faulty; false where none is. */
function focusFirstFault(root: HTMLElement | null): boolean {
  const input = root?.querySelector<HTMLElement>("input[aria-invalid=true], textarea[aria-invalid=true]");
  input?.focus();
  return input !== null && input !== undefined;
}
