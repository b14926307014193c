import { Loading } from "@/components/Loading";
import { useFaultAt } from "@/components/schema-editor/faults";
import { Checkbox, Group, Radio, Stack, TagsInput, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWizard } from "../context";
import { inProportion, reviewerShares } from "../model/shares";
import { OptionCard } from "../OptionCard";
import { People } from "../People";

const MODES = ["none", "full", "partial"] as const;
const SUGGESTED = [
  "wrongLabel",
  "missing",
  "boundaries",
  "transcript",
  "speaker",
  "guideline",
  "careless",
] as const;

/** Whether, how and by whom what is submitted is judged. */
export function ReviewStep() {
  const { t } = useTranslation("create");
  const { draft, update } = useWizard();
  return (
    <Stack>
      <Radio.Group
        label={t("review.mode")}
        labelProps={{ className: "visually-hidden" }}
        value={draft.mode}
        onChange={(mode) => update({ mode })}
      >
        <Group grow align="stretch">
          {MODES.map((mode) => (
            <OptionCard key={mode} value={mode} title={t(`review.${mode}`)} text={t(`review.${mode}Text`)} />
          ))}
        </Group>
      </Radio.Group>
      {draft.mode !== "none" && <Reviewed />}
    </Stack>
  );
}

function Reviewed() {
  const { t } = useTranslation("create");
  const { draft, update, members, dataset } = useWizard();
  const fault = useFaultAt();
  if (!members) return <Loading />;
  const { reviewers } = draft;
  const legal = reviewers.every(
    ({ quantity }) => quantity === null || (Number.isInteger(quantity) && quantity >= 1),
  );
  const gets =
    dataset && legal && reviewers.length > 0
      ? inProportion(reviewerShares(reviewers, dataset.record_count), dataset.record_count)
      : null;
  const categories = fault("/review/categories") ?? draft.categories.map((_, index) => fault(`/review/categories/${index}`)).find(Boolean); // prettier-ignore
  return (
    <>
      <Title order={3} size="h5">
        {t("review.auditors")}
      </Title>
      <Text size="sm" c="dimmed" mt={-8}>
        {t("review.sharesText")}
      </Text>
      <People
        people={reviewers}
        onChange={(next) => update({ reviewers: next })}
        members={members}
        right="review"
        at="/review/reviewers"
        gets={gets}
        placeholder={t("people.evenly")}
        texts={{
          add: t("review.addAuditor"),
          quantity: t("review.share"),
          gets: t("review.gets"),
          everybody: t("review.auditors"),
        }}
      />
      <Checkbox
        label={t("review.blind")}
        description={t("review.blindText")}
        checked={draft.blind}
        onChange={(event) => update({ blind: event.currentTarget.checked })}
      />
      <TagsInput
        label={t("review.categories")}
        description={t("review.categoriesText")}
        placeholder={draft.categories.length ? undefined : t("review.categoriesPlaceholder")}
        data={SUGGESTED.map((key) => t(`category.${key}`))}
        maxTags={50}
        clearable
        clearButtonProps={{ "aria-label": t("review.clearCategories") }}
        value={draft.categories}
        error={categories}
        onChange={(next) => update({ categories: next })}
      />
    </>
  );
}
