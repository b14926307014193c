import { Loading } from "@/components/Loading";
import { useFaultAt } from "@/components/schema-editor/faults";
import { count } from "@/lib/format";
import { allows } from "@/lib/roles";
import { Alert, Button, Group, Radio, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWizard } from "../context";
import { evenQuantities, sum } from "../model/shares";
import { OptionCard } from "../OptionCard";
import { People } from "../People";

/** Who labels, and how many records each. */
export function PeopleStep() {
  const { t } = useTranslation("create");
  const { draft, update, members } = useWizard();
  if (!members) return <Loading />;
  return (
    <Stack>
      <Radio.Group
        label={t("people.multi")}
        labelProps={{ className: "visually-hidden" }}
        value={draft.multi ? "on" : "off"}
        onChange={(value) => update({ multi: value === "on" })}
      >
        <Group grow align="stretch">
          <OptionCard value="off" title={t("people.one")} text={t("people.oneText")} />
          <OptionCard value="on" title={t("people.several")} text={t("people.severalText")} />
        </Group>
      </Radio.Group>
      {draft.multi ? <Several /> : <One />}
    </Stack>
  );
}

function One() {
  const { t } = useTranslation("create");
  const { draft, update, members = [], dataset } = useWizard();
  const fault = useFaultAt();
  const chosen = draft.annotators[0]?.user ?? null;
  const able = members.filter(({ role, user }) => allows(role, "label") || user === chosen);
  return (
    <>
      <Select
        searchable
        required
        maw={420}
        limit={50}
        label={t("people.annotator")}
        placeholder={t("people.search")}
        nothingFoundMessage={t("people.nobody")}
        data={able.map(({ user, name }) => ({
          value: user,
          label: name === user ? user : `${name} (${user})`,
        }))}
        value={chosen}
        error={fault("/annotators") ?? fault("/annotators/0/user") ?? fault("/annotators/0/quantity")}
        onChange={(user) =>
          update({
            annotators: user
              ? [{ user, quantity: null }, ...draft.annotators.slice(1).filter((one) => one.user !== user)]
              : draft.annotators.slice(1),
          })
        }
      />
      {chosen && dataset && (
        <Text size="sm" c="dimmed">
          {t("people.oneGets", { count: dataset.record_count, shown: count(dataset.record_count) })}
        </Text>
      )}
    </>
  );
}

function Several() {
  const { t } = useTranslation("create");
  const { draft, update, members = [], dataset } = useWizard();
  const fault = useFaultAt()("/annotators");
  const { annotators } = draft;
  const total = dataset?.record_count ?? null;
  const numbers = annotators.map(({ quantity }) => quantity).filter((quantity) => quantity !== null);
  const legal = numbers.every((number) => Number.isInteger(number) && number >= 0);
  const even = total === null || !legal ? null : evenQuantities(annotators, total);
  const given = sum(numbers);
  const open = annotators.length - numbers.length;

  function sums(): string {
    if (total === null) return t("sum.noDataset");
    if (!legal) return t("fault.quantity");
    const rest = total - given;
    const shown = { given: count(given), total: count(total), rest: count(Math.abs(rest)) };
    if (rest < 0) return t("sum.tooMany", shown);
    if (rest > 0 && open === 0) return t("sum.tooFew", shown);
    if (open === 0) return t("sum.exact", shown);
    const each = Math.floor(rest / open);
    return t(rest % open ? "sum.about" : "sum.even", {
      ...shown,
      count: open,
      people: count(open),
      each: count(each),
    });
  }

  return (
    <>
      <People
        people={annotators}
        onChange={(next) => update({ annotators: next })}
        members={members}
        right="label"
        at="/annotators"
        gets={Array.isArray(even) ? even : null}
        placeholder={t("people.evenly")}
        texts={{
          add: t("people.addAnnotator"),
          quantity: t("people.records"),
          gets: t("people.gets"),
          everybody: t("people.annotators"),
        }}
      />
      {annotators.length > 0 && (
        <Alert
          variant="light"
          color={even !== null && !Array.isArray(even) ? "red" : "gray"}
          data-testid="sum"
          p="sm"
        >
          <Group justify="space-between">
            <div role="status" className="numbers">
              <Text size="sm">{sums()}</Text>
              {fault && !(even !== null && !Array.isArray(even)) && (
                <Text size="sm" c="var(--mantine-color-error)">
                  {fault}
                </Text>
              )}
            </div>
            {numbers.length > 0 && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() =>
                  update({ annotators: annotators.map(({ user }) => ({ user, quantity: null })) })
                }
              >
                {t("sum.clear")}
              </Button>
            )}
          </Group>
        </Alert>
      )}
    </>
  );
}
