import { useFaultWords } from "@/components/schema-editor/faults";
import type { Fault } from "@/components/schema-editor/check";
import { count, duration } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { Alert, Anchor, Button, Group, List, Paper, Stack, Text, Title } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWizard } from "../context";
import { stepOf, type FaultyStep } from "../model/check";
import { annotatorsOf } from "../model/draft";
import { evenQuantities, inProportion, reviewerShares } from "../model/shares";

/** Everything once more, before it is made. */
export function SummaryStep({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation("create");
  const { draft, dataset, go } = useWizard();
  const words = useFaultWords();
  const nameOf = useNames();
  const total = dataset?.record_count ?? 0;
  const annotators = annotatorsOf(draft);
  const even = evenQuantities(annotators, total);
  const shares = draft.reviewers.length ? inProportion(reviewerShares(draft.reviewers, total), total) : [];
  const people = (users: readonly { user: string }[], numbers: readonly number[]) => (
    <List size="sm" spacing={2}>
      {users.map(({ user }, index) => (
        <List.Item key={user} className="numbers">
          {t("summary.gets", {
            name: nameOf(user),
            shown: numbers[index] === undefined ? "–" : count(numbers[index]),
          })}
        </List.Item>
      ))}
    </List>
  );
  return (
    <Stack gap="sm">
      {faults.length > 0 && (
        <Alert
          color="red"
          title={t("summary.faults", { count: faults.length })}
          icon={<IconAlertCircle aria-hidden />}
        >
          <List size="sm">
            {faults.slice(0, 10).map((fault) => (
              <List.Item key={`${fault.pointer} ${words(fault)}`}>
                <Anchor component="button" type="button" size="sm" onClick={() => go(stepOf(fault.pointer))}>
                  {t(`step.${stepOf(fault.pointer)}`)}
                </Anchor>
                {": "}
                {words(fault)}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Part step="dataset">
        <Text size="sm">
          {dataset
            ? [
                dataset.name,
                t("records", { ns: "common", count: total, shown: count(total) }),
                duration(dataset.seconds),
              ].join(" · ")
            : "–"}
        </Text>
      </Part>
      <Part step="items">
        <List size="sm" spacing={2}>
          {draft.items.map((item) => (
            <List.Item key={item.id}>
              {[
                item.title.trim() || item.name,
                t(`kind.${item.kind}`),
                item.required ? "" : t("item.optional"),
              ]
                .filter(Boolean)
                .join(" · ")}
            </List.Item>
          ))}
        </List>
      </Part>
      <Part step="people">{people(annotators, Array.isArray(even) ? even : [])}</Part>
      <Part step="review">
        <Text size="sm">{t(`review.${draft.mode}`)}</Text>
        {draft.mode !== "none" && (
          <>
            {people(draft.reviewers, shares)}
            {draft.blind && <Text size="sm">{t("review.blind")}</Text>}
            {draft.categories.length > 0 && (
              <Text size="sm">{t("summary.categories", { categories: draft.categories.join(", ") })}</Text>
            )}
          </>
        )}
      </Part>
      <Part step="more">
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {draft.name.trim() || "–"}
        </Text>
        {draft.description.trim() && (
          <Text size="sm" lineClamp={3}>
            {draft.description}
          </Text>
        )}
        <Text size="sm">{t(draft.guideline.trim() ? "summary.guideline" : "summary.noGuideline")}</Text>
        <Text size="sm">
          {draft.assistance
            ? t("summary.assistance", { predictor: draft.predictor.trim() || "–" })
            : t("summary.noAssistance")}
        </Text>
      </Part>
    </Stack>
  );
}

function Part({ step, children }: { step: FaultyStep; children: ReactNode }) {
  const { t } = useTranslation("create");
  const { go } = useWizard();
  return (
    <Paper withBorder p="sm" component="section" aria-label={t(`step.${step}`)}>
      <Group justify="space-between" mb={4}>
        <Title order={3} size="h6">
          {t(`step.${step}`)}
        </Title>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={t("summary.changeStep", { step: t(`step.${step}`) })}
          onClick={() => go(step)}
        >
          {t("summary.change")}
        </Button>
      </Group>
      {children}
    </Paper>
  );
}
