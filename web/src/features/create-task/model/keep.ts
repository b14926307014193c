import { newDraft, type TaskDraft } from "./draft";

const VERSION = 1;
const keyOf = (workspace: string, user: string) => `earmark.new-task.${workspace}.${user}`;

/** What this window had of a task being made, after a reload or a sign-in. */
export function kept(workspace: string, user: string): TaskDraft | null {
  try {
    const { version, draft } = JSON.parse(sessionStorage.getItem(keyOf(workspace, user)) ?? "null") as {
      version: number;
      draft: TaskDraft;
    };
    return version === VERSION ? { ...newDraft(), ...draft } : null;
  } catch {
    return null;
  }
}

export function keep(workspace: string, user: string, draft: TaskDraft): void {
  sessionStorage.setItem(keyOf(workspace, user), JSON.stringify({ version: VERSION, draft }));
}

export function forget(workspace: string, user: string): void {
  sessionStorage.removeItem(keyOf(workspace, user));
}

/** Whether two drafts say the same; the ids of edited things say nothing. */
export function sameDraft(one: TaskDraft, other: TaskDraft): boolean {
  const plain = (draft: TaskDraft) =>
    JSON.stringify(draft, (key, value: unknown) => (key === "id" ? undefined : value));
  return plain(one) === plain(other);
}
