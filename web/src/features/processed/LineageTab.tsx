import type { ProcessedDataset } from "@/lib/api/types";
import { count } from "@/lib/format";
import { useNames, useWorkspace } from "@/lib/workspace";
import { Anchor, Card, SimpleGrid, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { lineageOf, type Share } from "./lineage";

const WAYS = ["person", "rule", "rest", "nobody"] as const;
type Way = (typeof WAYS)[number];
const isWay = (name: string): name is Way => (WAYS as readonly string[]).includes(name);

/** Who labeled and approved, in which rounds, with which models. */
export function LineageTab({ processed, dataset }: { processed: ProcessedDataset; dataset: string }) {
  const { t } = useTranslation("processed");
  const workspace = useWorkspace();
  const name = useNames();
  const lineage = lineageOf(processed);
  const named = (shares: Share[]) => shares.map((share) => ({ ...share, name: name(share.name) }));
  return (
    <>
      <Text mb="md">
        {t("lineage.source")}{" "}
        <Anchor underline="always" component={Link} to={`/w/${workspace.id}/tasks/${processed.task}`}>
          {processed.task_name}
        </Anchor>
        {" · "}
        <Anchor underline="always" component={Link} to={`/w/${workspace.id}/datasets/${processed.dataset}`}>
          {dataset}
        </Anchor>
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Shares title={t("lineage.annotators")} shares={named(lineage.annotators)} />
        <Shares
          title={t("lineage.reviewers")}
          shares={named(lineage.reviewers)}
          none={t("lineage.noReviewers")}
        />
        <Shares
          title={t("lineage.approvedBy")}
          shares={lineage.reviewedBy.map((share) => ({
            ...share,
            name: isWay(share.name) ? t(`lineage.way.${share.name}`) : share.name,
          }))}
        />
        <Shares
          title={t("lineage.rounds")}
          shares={lineage.rounds.map((share) => ({
            ...share,
            name: t("lineage.round", { round: share.name }),
          }))}
        />
        <Shares title={t("lineage.models")} shares={lineage.models} none={t("lineage.noModels")} />
      </SimpleGrid>
    </>
  );
}

function Shares({ title, shares, none }: { title: string; shares: Share[]; none?: string }) {
  const { t } = useTranslation("processed");
  return (
    <Card withBorder component="section" aria-label={title}>
      <Title order={2} size="h5" mb="xs">
        {title}
      </Title>
      {shares.length === 0 ? (
        <Text size="sm" c="dimmed">
          {none ?? t("lineage.nothing")}
        </Text>
      ) : (
        <Table withRowBorders={false} verticalSpacing={2}>
          <Table.Tbody>
            {shares.map((share) => (
              <Table.Tr key={share.name}>
                <Table.Td pl={0} style={{ overflowWrap: "anywhere" }}>
                  {share.name}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {t("records", { ns: "common", count: share.records, shown: count(share.records) })}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  );
}
