import type { Task } from "@/lib/api/types";
import { useNames } from "@/lib/workspace";
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queuesQuery } from "../queries";
import { MARKS, ORDERS, PLACES, type RecordFilters } from "./filters";

const SEARCH_AFTER_MS = 300;

/** Search, filters and order of the records, kept in the address. */
export function RecordFiltersBar({
  task,
  filters,
  onChange,
  onClear,
}: {
  task: Task;
  filters: RecordFilters;
  onChange: (key: "q" | "state" | "only" | "annotator" | "sort", value: string | null) => void;
  onClear: () => void;
}) {
  const { t } = useTranslation("tasks");
  const name = useNames();
  const { data: queues } = useQuery(queuesQuery(task.id));
  const [words, setWords] = useState(filters.words);
  const search = useDebouncedCallback((value: string) => onChange("q", value), SEARCH_AFTER_MS);
  const users = queues?.items.map(({ annotator }) => annotator) ?? task.annotators.map(({ user }) => user);
  const narrowed = filters.words || filters.place || filters.mark || filters.annotator;
  return (
    <Group mb="md" gap="sm" align="flex-end">
      <TextInput
        label={t("record.search")}
        placeholder={t("record.searchText")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
        maxLength={200}
        w={200}
      />
      <Select
        label={t("record.state")}
        placeholder={t("record.any")}
        data={PLACES.map((place) => ({ value: place, label: t(`record.place.${place}`) }))}
        value={filters.place}
        onChange={(place) => onChange("state", place)}
        clearable
        clearButtonProps={{ "aria-label": t("record.any") }}
        w={140}
      />
      <Select
        label={t("people.annotator")}
        placeholder={t("record.any")}
        data={users.map((user) => ({ value: user, label: name(user) }))}
        value={filters.annotator}
        onChange={(user) => onChange("annotator", user)}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("record.any") }}
        w={160}
      />
      <Select
        label={t("record.only")}
        placeholder={t("record.any")}
        data={MARKS.map((mark) => ({ value: mark, label: t(`record.mark.${mark}`) }))}
        value={filters.mark}
        onChange={(mark) => onChange("only", mark)}
        clearable
        clearButtonProps={{ "aria-label": t("record.any") }}
        w={170}
      />
      <Select
        label={t("record.order")}
        data={ORDERS.filter((order) => order !== "queue" || filters.annotator).map((order) => ({
          value: order,
          label: t(`record.orders.${order}`),
        }))}
        value={filters.order}
        onChange={(order) => onChange("sort", order)}
        allowDeselect={false}
        w={225}
      />
      {narrowed && (
        <Button
          variant="subtle"
          onClick={() => {
            setWords("");
            onClear();
          }}
        >
          {t("noneFound.clear")}
        </Button>
      )}
    </Group>
  );
}
