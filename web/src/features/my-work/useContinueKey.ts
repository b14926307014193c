import { useEffect } from "react";
import { useNavigate } from "react-router";

const TYPING = "input, textarea, select, [contenteditable=true], [role=menu], [role=dialog], [role=listbox]";

/** C goes on with the first task, wherever the focus is, but not where somebody types or chooses. */
export function useContinueKey(to: string | null): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (to === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.repeat) return;
      if (event.key.toLowerCase() !== "c" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      event.preventDefault();
      void navigate(to);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [to, navigate]);
}
