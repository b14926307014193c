import { Button, Kbd } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** Goes on with a task. The first one on the page has the focus, so that Enter is enough, and the key C. */
export function Continue({ to, task, first }: { to: string; task: string; first: boolean }) {
  const { t } = useTranslation("work");
  const button = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // Only where nothing has the focus yet: nobody is pulled away from what they do.
    const active = document.activeElement;
    if (first && (!active || active === document.body || active.id === "main"))
      button.current?.focus({ preventScroll: true });
  }, [first]);
  return (
    <Button
      ref={button}
      component={Link}
      to={to}
      variant={first ? "filled" : "light"}
      aria-keyshortcuts={first ? "c" : undefined}
      rightSection={
        first ? (
          <Kbd size="xs" aria-hidden>
            {"C"}
          </Kbd>
        ) : undefined
      }
    >
      {t("continue")}
      <span className="visually-hidden">{t("continueWith", { task })}</span>
    </Button>
  );
}
