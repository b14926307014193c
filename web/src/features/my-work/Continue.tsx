import { Keys } from "@/components/keys/Keys";
import { ariaKeys } from "@/lib/keymap/combos";
import { bindingsOf } from "@/lib/keymap/map";
import { keymap } from "@/lib/keymap/store";
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useStore } from "zustand";

/** Goes on with a task. The first one on the page has the focus, so that Enter is enough, and a key. */
export function Continue({ to, task, first }: { to: string; task: string; first: boolean }) {
  const { t } = useTranslation("work");
  const combo = useStore(keymap, ({ remapped }) => bindingsOf("myWork.continue", remapped)[0]?.combo);
  const key = first ? combo : undefined;
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
      aria-keyshortcuts={key && ariaKeys(key)}
      rightSection={
        key && (
          <span aria-hidden>
            <Keys combo={key} />
          </span>
        )
      }
    >
      {t("continue")}
      <span className="visually-hidden">{t("continueWith", { task })}</span>
    </Button>
  );
}
