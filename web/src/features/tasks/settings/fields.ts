import { isProblem } from "@/lib/api/problems";
import type { TaskForm } from "./editing";

/** What a group of fields of the edit form gets. */
export interface FieldsProps {
  form: TaskForm;
  error: unknown;
  onChange: (change: Partial<TaskForm>) => void;
}

const SHOWN = ["/name", "/description", "/guideline", "/review", "/ai_assistance"];

/** Whether every part of a refusal is shown at a field of the form. */
export function isAtField(error: unknown): boolean {
  if (isProblem(error, "not-an-auditor", "task-completed")) return true;
  return (
    isProblem(error, "invalid-request") &&
    error.faults.length > 0 &&
    error.faults.every(({ pointer }) =>
      SHOWN.some((shown) => pointer === shown || pointer.startsWith(`${shown}/`)),
    )
  );
}
