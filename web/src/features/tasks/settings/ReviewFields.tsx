import { faultAt, isProblem } from "@/lib/api/problems";
import { membersQuery } from "@/lib/api/queries";
import { useProblemText } from "@/lib/i18n/problems";
import { allows } from "@/lib/roles";
import { useNames, useWorkspace } from "@/lib/workspace";
import {
  Alert,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Radio,
  Stack,
  Switch,
  TagsInput,
  Text,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { FieldsProps } from "./fields";

const MODES = ["none", "full", "partial"] as const;

/** How submissions are reviewed, by whom, with which shares and reasons. */
export function ReviewFields({ form, error, onChange, completed }: FieldsProps & { completed: boolean }) {
  const { t } = useTranslation("tasks");
  const text = useProblemText();
  return (
    <Fieldset legend={t("settings.review")} disabled={completed}>
      <Stack gap="sm">
        {completed && <Text size="sm">{t("edit.completed")}</Text>}
        {isProblem(error, "task-completed") && (
          <Alert color="red" role="alert">
            {text(error).title}
          </Alert>
        )}
        <Radio.Group
          aria-label={t("settings.review")}
          value={form.mode}
          onChange={(mode) => onChange({ mode: mode })}
          error={faultAt(error, "/review/mode")}
        >
          <Stack gap="xs">
            {MODES.map((mode) => (
              <Radio
                key={mode}
                value={mode}
                label={t(`settings.mode.${mode}`)}
                description={t(`edit.modeText.${mode}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {form.mode !== "none" && <Reviewers form={form} error={error} onChange={onChange} />}
      </Stack>
    </Fieldset>
  );
}

function Reviewers({ form, error, onChange }: FieldsProps) {
  const { t } = useTranslation("tasks");
  const workspace = useWorkspace();
  const name = useNames();
  const text = useProblemText();
  const { data: members = [] } = useQuery(membersQuery(workspace.id));
  const named = form.reviewers.map(({ user }) => user);
  const may = members.filter(({ role }) => allows(role, "review")).map(({ user }) => user);
  const unfit = isProblem(error, "not-an-auditor")
    ? `${text(error).title}: ${typeof error.facts.user === "string" ? name(error.facts.user) : ""}`
    : undefined;

  function choose(users: string[]) {
    const before = new Map(form.reviewers.map((each) => [each.user, each]));
    onChange({ reviewers: users.map((user) => before.get(user) ?? { user, quantity: "" }) });
  }

  return (
    <>
      <MultiSelect
        label={t("people.reviewers")}
        data={[...new Set([...may, ...named])].map((user) => ({ value: user, label: name(user) }))}
        value={named}
        onChange={choose}
        error={
          named.length === 0 ? t("edit.reviewersNeeded") : (unfit ?? faultAt(error, "/review/reviewers"))
        }
        searchable
        nothingFoundMessage={t("transfer.nobodyMay")}
      />
      {form.reviewers.length > 1 && (
        <Stack gap={6}>
          <Text size="sm" c="dimmed">
            {t("edit.shares")}
          </Text>
          {form.reviewers.map(({ user, quantity }, index) => (
            <Group key={user} gap="sm">
              <Text size="sm" w={220} truncate>
                {name(user)}
              </Text>
              <NumberInput
                aria-label={t("edit.shareOf", { name: name(user) })}
                placeholder={t("edit.evenly")}
                value={quantity}
                onChange={(value) =>
                  onChange({
                    reviewers: form.reviewers.map((each, at) =>
                      at === index ? { user, quantity: typeof value === "number" ? value : "" } : each,
                    ),
                  })
                }
                min={1}
                allowDecimal={false}
                allowNegative={false}
                w={130}
              />
            </Group>
          ))}
        </Stack>
      )}
      <Switch
        label={t("edit.blind")}
        description={t("edit.blindText")}
        checked={form.blind}
        onChange={(event) => onChange({ blind: event.currentTarget.checked })}
      />
      <TagsInput
        label={t("settings.categories")}
        description={t("edit.categoriesText")}
        value={form.categories}
        onChange={(categories) => onChange({ categories })}
        error={faultAt(error, "/review/categories")}
        maxLength={100}
      />
    </>
  );
}
