import type { Dataset, Member } from "@/lib/api/types";
import { createContext, useContext } from "react";
import type { Step, TaskDraft } from "./model/draft";

export interface Wizard {
  draft: TaskDraft;
  update: (part: Partial<TaskDraft>) => void;
  datasets: readonly Dataset[] | undefined;
  members: readonly Member[] | undefined;
  /** The chosen dataset, where it is one of the workspace. */
  dataset: Dataset | undefined;
  go: (step: Step) => void;
}

export const WizardContext = createContext<Wizard | null>(null);

/** The task being made; to be used by the steps. */
export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (!wizard) throw new Error("a step outside of the wizard");
  return wizard;
}
