import { isProblem } from "@/lib/api/problems";
import { useProblemText } from "@/lib/i18n/problems";
import { IconAlertTriangle, IconCloudOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Notice } from "./Notice";
import type { Sending } from "./useSubmission";

const KNOWN = [
  "task-stopped",
  "not-yours",
  "already-submitted",
  "wrong-round",
  "record-done",
  "edited-elsewhere",
  "not-found",
] as const;

/** Why a submission did not go through, and what to do about it. */
export function Refusal({
  sending,
  onAgain,
  onReload,
  onNext,
  onTakeOver,
}: {
  sending: Sending;
  onAgain: () => void;
  onReload: () => void;
  onNext: () => void;
  onTakeOver: () => void;
}) {
  const { t } = useTranslation("workbench");
  const words = useProblemText();
  if (sending.kind === "idle" || sending.kind === "sending") return null;
  if (sending.kind === "away")
    return (
      <Notice
        urgent
        color="orange"
        icon={<IconCloudOff aria-hidden />}
        title={t("refused.away")}
        text={t("refused.awayText")}
        actions={[{ label: t("refused.again"), onClick: onAgain, main: true }]}
        testId="refusal"
      />
    );
  const { error } = sending;
  const slug = isProblem(error) ? KNOWN.find((known) => known === error.slug) : undefined;
  const again = { label: t("refused.again"), onClick: onAgain };
  const reload = { label: t("refused.reload"), onClick: onReload, main: true };
  const next = { label: t("refused.next"), onClick: onNext, main: true };
  const actions = {
    "task-stopped": [again],
    "not-yours": [next],
    "not-found": [next],
    "already-submitted": [reload, { ...next, main: false }],
    "wrong-round": [reload],
    "record-done": [next, { ...reload, main: false }],
    "edited-elsewhere": [{ label: t("elsewhere.takeOver"), onClick: onTakeOver, main: true }],
    other: [again],
  }[slug ?? "other"];
  return (
    <Notice
      urgent
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={words(error).title}
      text={slug ? t(`refused.${slug}`) : words(error).detail}
      actions={actions}
      testId="refusal"
    />
  );
}
