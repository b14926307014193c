import { PageHeader } from "@/components/PageHeader";
import { useWorkspace } from "@/lib/workspace";
import { Anchor, Breadcrumbs, Radio, SimpleGrid, Text } from "@mantine/core";
import { IconCloud, IconFilter, IconFolder, IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { ServerSource } from "./ServerSource";
import classes from "./ImportPage.module.css";
import { SubsetSource } from "./SubsetSource";
import { UploadSource } from "./UploadSource";

const SOURCES = {
  upload: IconUpload,
  folder: IconFolder,
  bucket: IconCloud,
  subset: IconFilter,
} as const;
type Source = keyof typeof SOURCES;

/** Where a new raw dataset comes from. */
export function Component() {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("source");
  const source: Source = search.has("from")
    ? "subset"
    : asked !== null && asked in SOURCES
      ? (asked as Source)
      : "upload";
  return (
    <>
      <Breadcrumbs mb="xs">
        <Anchor component={Link} to={`/w/${workspace.id}/datasets`} size="sm">
          {t("title")}
        </Anchor>
        <Text size="sm">{t("import.title")}</Text>
      </Breadcrumbs>
      <PageHeader title={t("import.title")} below={t("import.below")} />
      <Radio.Group
        label={t("import.from")}
        value={source}
        onChange={(next) => setSearch({ source: next }, { replace: true })}
        mb="lg"
      >
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} mt="xs" maw={1100}>
          {(Object.keys(SOURCES) as Source[]).map((kind) => {
            const Icon = SOURCES[kind];
            return (
              <label key={kind} className={classes.source} data-chosen={kind === source || undefined}>
                <Radio value={kind} aria-describedby={`source-${kind}`} label={t(`source.${kind}.title`)} />
                <Icon size={20} stroke={1.5} aria-hidden />
                <Text size="sm" c="dimmed" id={`source-${kind}`} className={classes.text}>
                  {t(`source.${kind}.text`)}
                </Text>
              </label>
            );
          })}
        </SimpleGrid>
      </Radio.Group>
      {source === "upload" && <UploadSource />}
      {(source === "folder" || source === "bucket") && <ServerSource key={source} kind={source} />}
      {source === "subset" && <SubsetSource key={search.get("from")} from={search.get("from")} />}
    </>
  );
}
