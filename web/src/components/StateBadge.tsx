import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

const COLORS = {
  preparing: "gray",
  importing: "blue",
  generating: "blue",
  labeling: "earmark",
  reviewing: "violet",
  completed: "green",
  ready: "green",
  done: "green",
  approved: "green",
  submitted: "violet",
  pending: "gray",
  open: "gray",
  rejected: "red",
  failed: "red",
  canceled: "gray",
  stopped: "orange",
  deleted: "gray",
  fresh: "gray",
  draft: "blue",
  rework: "orange",
} as const;

export type AnyState = keyof typeof COLORS;

/** The state of a task, a dataset, an assignment or a review, in words and color. */
export function StateBadge({ state }: { state: AnyState }) {
  const { t } = useTranslation();
  return (
    <Badge variant="light" color={COLORS[state]} style={{ flexShrink: 0 }} autoContrast>
      {t(`state.${state}`)}
    </Badge>
  );
}
