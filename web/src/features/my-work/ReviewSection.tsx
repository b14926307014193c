import { useWorkspace } from "@/lib/workspace";
import { Alert } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Continue } from "./Continue";
import { handsOut, type ReviewWork } from "./work";
import { WorkCard } from "./WorkCard";
import { WorkSection } from "./WorkSection";

/** One's own reviewing, task by task. */
export function ReviewSection({ work, first }: { work: ReviewWork[]; first: string | null }) {
  const { t } = useTranslation("work");
  const workspace = useWorkspace();
  const nothingWaits = work.every(({ left }) => left === 0);
  return (
    <WorkSection
      title={t("review.title")}
      above={
        <div role="status">
          {nothingWaits && (
            <Alert
              color="green"
              icon={<IconCircleCheck aria-hidden />}
              title={t("review.nothingWaits")}
              mb="sm"
            >
              {t("review.nothingWaitsText")}
            </Alert>
          )}
        </div>
      }
    >
      {work.map((each) => (
        <WorkCard
          key={each.task.id}
          task={each.task}
          facts={[
            { label: t("review.pending"), value: each.left },
            { label: t("review.approved"), value: each.reviews.approved },
            { label: t("review.rejected"), value: each.reviews.rejected },
            { label: t("review.inRework"), value: each.reviews.in_rework },
          ]}
          message={<ReviewMessage work={each} />}
          action={
            handsOut(each.task) && each.left > 0 ? (
              <Continue
                to={`/w/${workspace.id}/tasks/${each.task.id}/review`}
                task={each.task.name}
                first={each.task.id === first}
              />
            ) : null
          }
        />
      ))}
    </WorkSection>
  );
}

function ReviewMessage({ work: { task, reviews, left } }: { work: ReviewWork }) {
  const { t } = useTranslation("work");
  if (task.state === "stopped") return t("label.stopped");
  if (task.state === "preparing") return t("label.preparing");
  if (reviews.held > 0) return t("review.held");
  if (left > 0) return task.review_mode === "partial" ? t("review.partial") : null;
  if (task.counts.open > 0) return t("review.waits");
  return t("review.allJudged");
}
