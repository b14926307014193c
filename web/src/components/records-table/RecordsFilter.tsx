import { Button, Group, Indicator, NumberInput, Popover, SimpleGrid, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { NUMBER_FACTS } from "./facts";
import type { RecordsQuery } from "./query";

const TYPING_MS = 350;

interface RecordsFilterProps {
  query: RecordsQuery;
  onQuery: (query: RecordsQuery) => void;
}

/** Search by name and bounds of the measured facts. */
export function RecordsFilter({ query, onQuery }: RecordsFilterProps) {
  const { t } = useTranslation("datasets");
  const [name, setName] = useState(query.name);
  const [opened, setOpened] = useState(false);
  const search = useDebouncedCallback(
    (typed: string) => onQuery({ ...query, name: typed.trim() }),
    TYPING_MS,
  );
  const active = Object.keys(query.bounds).length;
  return (
    <Group gap="sm">
      <TextInput
        aria-label={t("filter.search")}
        placeholder={t("filter.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={name}
        maxLength={255}
        w={260}
        onChange={({ currentTarget: { value } }) => {
          setName(value);
          search(value);
        }}
      />
      <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus withRoles shadow="md">
        <Indicator disabled={active === 0} label={active} size={18}>
          <Popover.Target>
            <Button
              variant="default"
              leftSection={<IconFilter size={16} aria-hidden />}
              onClick={() => setOpened((old) => !old)}
            >
              {t("filter.button")}
            </Button>
          </Popover.Target>
        </Indicator>
        <Popover.Dropdown>
          <Bounds
            key={JSON.stringify(query.bounds)}
            bounds={query.bounds}
            onApply={(bounds) => {
              setOpened(false);
              onQuery({ ...query, bounds });
            }}
          />
        </Popover.Dropdown>
      </Popover>
      {(active > 0 || query.name) && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            setName("");
            onQuery({ ...query, name: "", bounds: {} });
          }}
        >
          {t("filter.clear")}
        </Button>
      )}
    </Group>
  );
}

function Bounds({
  bounds,
  onApply,
}: {
  bounds: RecordsQuery["bounds"];
  onApply: (bounds: RecordsQuery["bounds"]) => void;
}) {
  const { t } = useTranslation("datasets");
  const [values, setValues] = useState<Record<string, number | "">>({ ...bounds });
  function submit(event: FormEvent) {
    event.preventDefault();
    onApply(
      Object.fromEntries(
        Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== ""),
      ),
    );
  }
  return (
    <form onSubmit={submit}>
      <SimpleGrid cols={3} spacing="xs" verticalSpacing={6} w={440}>
        {NUMBER_FACTS.map((fact) => [
          <Text key={fact} size="sm" style={{ alignSelf: "center" }}>
            {t(`fact.${fact}`)}
          </Text>,
          ...(["min", "max"] as const).map((bound) => (
            <NumberInput
              key={`${bound} ${fact}`}
              aria-label={t(`filter.${bound}Of`, { fact: t(`fact.${fact}`) })}
              placeholder={t(`filter.${bound}`)}
              hideControls
              size="xs"
              value={values[`${bound}_${fact}`] ?? ""}
              onChange={(value) =>
                setValues((old) => ({ ...old, [`${bound}_${fact}`]: value === "" ? "" : Number(value) }))
              }
            />
          )),
        ])}
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt={6}>
        {t("filter.shares")}
      </Text>
      <Group justify="flex-end" mt="sm">
        <Button variant="default" size="xs" onClick={() => onApply({})}>
          {t("filter.clear")}
        </Button>
        <Button type="submit" size="xs">
          {t("filter.apply")}
        </Button>
      </Group>
    </form>
  );
}
