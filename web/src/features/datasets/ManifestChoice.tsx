import type { LocalFile } from "@/lib/upload/files";
import { previewManifest, type ManifestPreview } from "@/lib/upload/manifest";
import { Alert, Select, ScrollArea, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

const HEAD_BYTES = 64 * 1024;

interface ManifestChoiceProps {
  manifests: readonly LocalFile[];
  chosen: LocalFile | undefined;
  error?: string;
  onChoose: (manifest: LocalFile | undefined) => void;
}

/** Which file says what is known of the recordings, with its first lines. */
export function ManifestChoice({ manifests, chosen, error, onChoose }: ManifestChoiceProps) {
  const { t } = useTranslation("datasets");
  return (
    <Stack gap="xs">
      <Select
        label={t("manifest.label")}
        description={manifests.length ? t("manifest.found") : t("manifest.none")}
        data={manifests.map(({ path }) => path)}
        value={chosen?.path ?? null}
        placeholder={t("manifest.without")}
        disabled={manifests.length === 0}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t("manifest.without") }}
        error={error}
        onChange={(path) => onChoose(manifests.find((one) => one.path === path))}
      />
      {chosen && <Preview manifest={chosen} />}
    </Stack>
  );
}

function Preview({ manifest }: { manifest: LocalFile }) {
  const { t } = useTranslation("datasets");
  const { file, path } = manifest;
  const { data, error } = useQuery({
    queryKey: ["manifest-preview", path, file.size, file.lastModified],
    queryFn: async (): Promise<ManifestPreview> =>
      previewManifest(path, await file.slice(0, HEAD_BYTES).text(), file.size <= HEAD_BYTES),
  });
  if (error) return <Alert color="red">{t("refused.changed")}</Alert>;
  if (!data) return null;
  return (
    <>
      {data.fault && (
        <Alert color="orange" role="alert">
          {t(`manifest.fault.${data.fault}`)}
        </Alert>
      )}
      {data.rows.length > 0 && (
        <ScrollArea>
          <Table aria-label={t("manifest.preview")} withTableBorder verticalSpacing={4} fz="sm">
            <Table.Thead>
              <Table.Tr>
                {data.columns.map((column) => (
                  <Table.Th key={column}>{column}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.rows.map((row, index) => (
                <Table.Tr key={index}>
                  {row.map((value, place) => (
                    <Table.Td key={place} maw={280}>
                      <Text size="sm" truncate>
                        {value}
                      </Text>
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </>
  );
}
