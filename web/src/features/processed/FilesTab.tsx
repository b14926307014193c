import type { ProcessedDataset } from "@/lib/api/types";
import { bytes, count } from "@/lib/format";
import { ActionIcon, Code, CopyButton, Group, ScrollArea, Table, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { shortSum } from "./card";
import { DownloadFile } from "./DownloadButton";

/** The files, each with its checksum and download. */
export function FilesTab({ processed }: { processed: ProcessedDataset }) {
  const { t } = useTranslation("processed");
  const hidden = processed.file_count - processed.files.length;
  return (
    <>
      <ScrollArea.Autosize mah="60vh">
        <Table stickyHeader aria-label={t("files.label")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("files.name")}</Table.Th>
              <Table.Th ta="right">{t("column.size")}</Table.Th>
              <Table.Th>{"SHA-256"}</Table.Th>
              <Table.Th w={60} aria-label={t("files.actions")} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {processed.files.map((file) => (
              <Table.Tr key={file.name}>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{file.name}</Table.Td>
                <Table.Td ta="right" className="numbers">
                  {bytes(file.bytes)}
                </Table.Td>
                <Table.Td>
                  <Group gap={4} wrap="nowrap">
                    <Code>{shortSum(file.sha256)}</Code>
                    <CopyButton value={file.sha256}>
                      {({ copied, copy }) => (
                        <Tooltip label={copied ? t("files.copied") : file.sha256}>
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            aria-label={copied ? t("files.copied") : t("files.copySum", { name: file.name })}
                            onClick={copy}
                          >
                            {copied ? (
                              <IconCheck size={16} aria-hidden />
                            ) : (
                              <IconCopy size={16} aria-hidden />
                            )}
                          </ActionIcon>
                        </Tooltip>
                      )}
                    </CopyButton>
                  </Group>
                </Table.Td>
                <Table.Td>
                  <DownloadFile id={processed.id} name={file.name} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {hidden > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("files.more", { count: hidden, shown: count(hidden) })}
        </Text>
      )}
    </>
  );
}
