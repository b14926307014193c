import type { DraftCopy, DraftSession, SaveStatus } from "@/lib/drafts/types";
import { dateTime } from "@/lib/format";
import { IconCopy, IconLock, IconUserOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "./Notice";

/** Why the record cannot be edited here now. */
export function ReadOnlyNotice({
  status,
  onTakeOver,
  onNext,
  onReload,
}: {
  status: SaveStatus;
  onTakeOver: () => void;
  onNext: () => void;
  onReload: () => void;
}) {
  const { t } = useTranslation("workbench");
  if (status.kind === "elsewhere")
    return (
      <Notice
        urgent
        color="orange"
        icon={<IconLock aria-hidden />}
        title={t("elsewhere.title")}
        text={t("elsewhere.text", { since: dateTime(status.since) })}
        actions={[{ label: t("elsewhere.takeOver"), onClick: onTakeOver, main: true }]}
        testId="read-only"
      />
    );
  if (status.kind === "moved" || status.kind === "closed")
    return (
      <Notice
        urgent
        color={status.kind === "moved" ? "red" : "orange"}
        icon={<IconUserOff aria-hidden />}
        title={t(`${status.kind}.title`)}
        text={t(`${status.kind}.text`)}
        actions={[
          { label: t("refused.next"), onClick: onNext, main: true },
          ...(status.kind === "closed" ? [{ label: t("refused.reload"), onClick: onReload }] : []),
        ]}
        testId="read-only"
      />
    );
  return null;
}

/** Work that could not become the draft, kept in this browser: to be put back or dropped. */
export function Copies({
  session,
  status,
  onRestore,
}: {
  session: DraftSession;
  status: SaveStatus;
  onRestore: (copy: DraftCopy) => void;
}) {
  const { t } = useTranslation("workbench");
  const [copies, setCopies] = useState<readonly DraftCopy[]>([]);
  const { kind } = status;
  useEffect(() => {
    let left = false;
    session.copies().then(
      (found) => !left && setCopies(found),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [session, kind]);
  const writable = kind !== "elsewhere" && kind !== "moved" && kind !== "closed";
  const drop = (copy: DraftCopy) => {
    setCopies((all) => all.filter(({ id }) => id !== copy.id));
    void session.dropCopy(copy.id);
  };
  return copies.map((copy) => (
    <Notice
      key={copy.id}
      color="blue"
      icon={<IconCopy aria-hidden />}
      title={t("copy.title")}
      text={t("copy.text", { at: dateTime(new Date(copy.at).toISOString()) })}
      actions={[
        ...(writable
          ? [
              {
                label: t("copy.restore"),
                main: true,
                onClick: () => {
                  onRestore(copy);
                  drop(copy);
                },
              },
            ]
          : []),
        { label: t("copy.drop"), onClick: () => drop(copy) },
      ]}
      testId="copy"
    />
  ));
}
