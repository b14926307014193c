import type { Dataset } from "@/lib/api/types";
import { datasetsQuery } from "@/lib/api/queries";
import { useWorkspace } from "@/lib/workspace";
import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** Where a dataset came from. */
export function SourceWords({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  const { data: datasets } = useQuery(datasetsQuery(workspace.id));
  const { source, subset_of: parent, manifest } = dataset;
  const text = (fact: unknown) => (typeof fact === "string" ? fact : "");
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {source.kind === "upload" && t("sourceWords.upload")}
      {source.kind === "folder" && t("sourceWords.folder", { path: text(source.path) })}
      {source.kind === "bucket" && t("sourceWords.bucket", { url: text(source.url) })}
      {parent && (
        <>
          {t("sourceWords.subset")}{" "}
          <Anchor component={Link} to={`/w/${workspace.id}/datasets/${parent}`} size="sm" underline="always">
            {datasets?.find(({ id }) => id === parent)?.name ?? parent}
          </Anchor>
        </>
      )}
      {manifest && ` · ${t("sourceWords.manifest", { path: manifest })}`}
    </Text>
  );
}
