import type { Mark } from "@/components/listening/marks";
import { RoundFacts } from "@/components/listening/RoundFacts";
import { dateTime, count } from "@/lib/format";
import { Box, Paper, Radio, Select, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { NOTHING, type Showing, type Version } from "./rounds";

interface RoundsProps {
  versions: readonly Version[];
  chosen: Showing;
  onShow: (key: string) => void;
  onCompare: (key: string) => void;
  /** Shows the place that a comment is about. */
  onOpen: (mark: Mark) => void;
}

/** Every round with what became of it; which one is shown, and which one it is compared with. */
export function Rounds({ versions, chosen, onShow, onCompare, onOpen }: RoundsProps) {
  const { t } = useTranslation("tasks");
  const { shown, others, compared } = chosen;
  const nameOf = (version: Version) => {
    switch (version.kind) {
      case "round":
        return t("record.round", { shown: count(version.round.round) });
      case "draft":
        return t("record.draftOf", { at: dateTime(version.savedAt) });
      case "prefill":
        return t("record.page.prefilled");
    }
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={t("record.page.rounds")}>
      <Title order={2} size="h5" mb="sm">
        {t("record.page.rounds")}
      </Title>
      {versions.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("record.notYet")}
        </Text>
      ) : (
        <Radio.Group value={shown?.key ?? ""} onChange={onShow} aria-label={t("record.page.show")}>
          <Stack gap="md">
            {versions.map((version) => (
              <div key={version.key}>
                <Radio value={version.key} label={nameOf(version)} size="xs" fw={600} />
                {version.kind === "round" && (
                  <Box pl={26} pt={2}>
                    <RoundFacts round={version.round} marks={version.marks} onOpen={onOpen} />
                  </Box>
                )}
              </div>
            ))}
          </Stack>
        </Radio.Group>
      )}
      {others.length > 0 && (
        <Select
          mt="md"
          size="xs"
          label={t("record.page.compare")}
          data={[
            { value: NOTHING, label: t("record.page.withNothing") },
            ...others.map((version) => ({ value: version.key, label: nameOf(version) })),
          ]}
          value={compared?.key ?? NOTHING}
          onChange={(key) => key && onCompare(key)}
          allowDeselect={false}
        />
      )}
    </Paper>
  );
}
