import { count } from "@/lib/format";
import { Paper, Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { totalOf, type Moved, type TransferBody, type TransferKind } from "./transfer";

/** What would move, before it is ordered. */
export function TransferPreview({
  kind,
  body,
  moved,
  loading,
  to,
}: {
  kind: TransferKind;
  body: TransferBody | null;
  moved: Moved | undefined;
  loading: boolean;
  to: string;
}) {
  const { t } = useTranslation("tasks");
  const shown = body !== null && moved !== undefined;
  return (
    <Paper withBorder p="sm" role="status" aria-busy={loading}>
      {loading && !shown ? (
        <Skeleton height={20} />
      ) : shown ? (
        <Words kind={kind} body={body} moved={moved} to={to} />
      ) : (
        <Text size="sm" c="dimmed">
          {t("transfer.previewEmpty")}
        </Text>
      )}
    </Paper>
  );
}

function Words({
  kind,
  body,
  moved,
  to,
}: {
  kind: TransferKind;
  body: TransferBody;
  moved: Moved;
  to: string;
}) {
  const { t } = useTranslation("tasks");
  const total = totalOf(moved);
  const parts = [
    moved.fresh > 0 && t(`transfer.part.fresh`, { shown: count(moved.fresh) }),
    (moved.draft ?? 0) > 0 && t(`transfer.part.draft`, { shown: count(moved.draft ?? 0) }),
    moved.rework > 0 && t(`transfer.part.rework`, { shown: count(moved.rework) }),
  ].filter((part) => part !== false);
  return (
    <>
      <Text size="sm" fw={600}>
        {t(`transfer.wouldMove.${kind}`, { count: total, shown: count(total), to })}
      </Text>
      {parts.length > 0 && <Text size="sm">{parts.join(" · ")}</Text>}
      {body.quantity === "everything" && <Text size="sm">{t(`transfer.later.${kind}`, { to })}</Text>}
    </>
  );
}
