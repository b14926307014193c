const KEY = "earmark.workspace";

/** The workspace to come back to. */
export function rememberWorkspace(id: string): void {
  localStorage.setItem(KEY, id);
}

export function lastWorkspace(): string | null {
  return localStorage.getItem(KEY);
}
