import { ProblemAlert } from "@/components/ProblemAlert";
import { faultAt, isProblem } from "@/lib/api/problems";
import { membersQuery } from "@/lib/api/queries";
import { count } from "@/lib/format";
import { useProblemText } from "@/lib/i18n/problems";
import { allows } from "@/lib/roles";
import { useNames, useWorkspace } from "@/lib/workspace";
import { Button, Group, NumberInput, Radio, Select, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import {
  fieldOf,
  givers,
  orderTransfer,
  previewTransfer,
  RECEIVES,
  type Transfer,
  type TransferBody,
  type TransferField,
  type TransferKind,
} from "./transfer";
import { TransferPreview } from "./TransferPreview";

const PREVIEW_AFTER_MS = 300;

/** From whom, to whom and how much, with what would move. */
export function TransferForm({
  kind,
  task,
  from: firstFrom,
  fixedFrom,
  onOrdered,
  onCancel,
}: {
  kind: TransferKind;
  task: string;
  from: string | undefined;
  fixedFrom: boolean;
  onOrdered: (transfer: Transfer) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation("tasks");
  const { t: common } = useTranslation();
  const workspace = useWorkspace();
  const name = useNames();
  const { data: members = [] } = useQuery(membersQuery(workspace.id));
  const { data: rows = [], error: unread } = useQuery({
    queryKey: ["transfer-givers", kind, task],
    queryFn: ({ signal }) => givers(kind, task, signal),
  });
  const [from, setFrom] = useState<string | null>(firstFrom ?? null);
  const [to, setTo] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const [quantity, setQuantity] = useState<number | string>("");

  const wanted: TransferBody | null =
    from && to && (all || (typeof quantity === "number" && quantity >= 1))
      ? { task, from, to, quantity: all ? "everything" : Number(quantity) }
      : null;
  const order = useMutation({
    mutationFn: ({ body, key }: { body: TransferBody; key: string }) => orderTransfer(kind, body, key),
    onSuccess: onOrdered,
  });
  // One order has one key, however often its answer got lost on the way; another order is another key.
  const [key, setKey] = useState(() => crypto.randomUUID());
  function change(action: () => void) {
    action();
    order.reset();
    setKey(crypto.randomUUID());
  }
  const [settled] = useDebouncedValue(wanted, PREVIEW_AFTER_MS);
  const asked = JSON.stringify(settled) === JSON.stringify(wanted) ? settled : null;
  const preview = useQuery({
    queryKey: ["transfer-preview", kind, asked],
    queryFn: ({ signal }) => previewTransfer(kind, asked!, signal),
    enabled: asked !== null,
    staleTime: 0,
  });

  const error = order.error ?? (asked ? preview.error : null);
  const faults = useFaults(error);
  const open = rows.find(({ user }) => user === from)?.open;
  const option = (user: string) => ({
    value: user,
    label: name(user) === user ? user : `${name(user)} (${user})`,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (wanted) order.mutate({ body: wanted, key });
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <ProblemAlert error={unread} />
        {!fixedFrom && (
          <Select
            label={t("transfer.from")}
            data={rows.map(({ user, open }) => ({
              value: user,
              label: `${option(user).label}: ${t(`transfer.has.${kind}`, { count: open, shown: count(open) })}`,
            }))}
            value={from}
            onChange={(user) => change(() => setFrom(user))}
            error={faults.from}
            searchable
            nothingFoundMessage={t("transfer.nobody")}
            data-autofocus={firstFrom ? undefined : true}
          />
        )}
        <Select
          label={t("transfer.to")}
          description={t(`transfer.toText.${kind}`)}
          data={members
            .filter(({ user, role }) => user !== from && allows(role, RECEIVES[kind]))
            .map(({ user }) => option(user))}
          value={to}
          onChange={(user) => change(() => setTo(user))}
          error={faults.to}
          searchable
          nothingFoundMessage={t("transfer.nobodyMay")}
          data-autofocus={firstFrom ? true : undefined}
        />
        <Radio.Group
          label={t("transfer.howMuch")}
          value={all ? "everything" : "quantity"}
          onChange={(value) => change(() => setAll(value === "everything"))}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="quantity" label={t("transfer.aQuantity")} />
            <NumberInput
              aria-label={t("transfer.quantity")}
              description={
                open === undefined
                  ? undefined
                  : t(`transfer.hasNow.${kind}`, { count: open, shown: count(open) })
              }
              value={quantity}
              onChange={(value) => change(() => setQuantity(value))}
              min={1}
              allowDecimal={false}
              allowNegative={false}
              disabled={all}
              error={all ? undefined : faults.quantity}
              maw={240}
              ml={30}
            />
            <Radio
              value="everything"
              label={t("transfer.everything")}
              description={t(`transfer.everythingText.${kind}`)}
            />
          </Stack>
        </Radio.Group>
        <TransferPreview
          kind={kind}
          body={asked}
          moved={preview.data}
          loading={wanted !== null && (asked === null || preview.isPending)}
          to={to ? name(to) : ""}
        />
        {fieldOf(error) === null && <ProblemAlert error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {common("cancel")}
          </Button>
          <Button
            type="submit"
            loading={order.isPending}
            disabled={!wanted || (asked !== null && preview.isError)}
          >
            {t("transfer.order")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A refusal in words, at the field that it is about. */
function useFaults(error: unknown): Partial<Record<TransferField, string>> {
  const { t } = useTranslation("tasks");
  const text = useProblemText();
  const field = fieldOf(error);
  if (field === null) return {};
  if (isProblem(error, "not-enough-open")) {
    const open = Number(error.facts.open ?? 0);
    return { quantity: t("transfer.notEnough", { count: open, shown: count(open) }) };
  }
  return { [field]: faultAt(error, `/${field}`) ?? text(error).title };
}
