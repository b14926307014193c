import { Badge } from "@mantine/core";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "./bench";
import classes from "./workbench.module.css";

const SHOWN_MS = 2500;

/** What a key did, for a moment: seen, and read out by screen readers. */
export function Messages({ message, onGone }: { message: Message | null; onGone: () => void }) {
  const { t } = useTranslation("workbench");
  const gone = useEffectEvent(onGone);
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(() => gone(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message]);
  const words = () => {
    if (!message) return null;
    switch (message.kind) {
      case "rate":
        return t("message.rate", { rate: message.rate });
      case "loop":
        return message.on ? t("message.loopOn") : t("message.loopOff");
      case "rewind":
        return message.seconds
          ? t("transport.rewindBy", { seconds: message.seconds })
          : t("transport.noRewind");
      case "gain":
        return t("message.gain", { db: message.db });
      case "edge":
        return t(`message.edge.${message.edge}`);
      case "accepted":
        return t("message.accepted", { count: message.count });
      default:
        return t(`message.${message.kind}`);
    }
  };
  return (
    <div role="status" className={classes.message} data-testid="message">
      {message && (
        <Badge size="lg" variant="filled" color="dark" tt="none">
          {words()}
        </Badge>
      )}
    </div>
  );
}
