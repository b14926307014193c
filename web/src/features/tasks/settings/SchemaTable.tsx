import type { AnnotationItem, AnnotationSchema } from "@/lib/api/types";
import { Badge, Group, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** The annotation items of a task, as they were chosen. */
export function SchemaTable({ schema }: { schema: AnnotationSchema }) {
  const { t } = useTranslation("tasks");
  return (
    <Table aria-label={t("settings.items")} highlightOnHover={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("settings.item")}</Table.Th>
          <Table.Th>{t("settings.kind")}</Table.Th>
          <Table.Th>{t("settings.values")}</Table.Th>
          <Table.Th>{t("settings.help")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {schema.items.map((item) => (
          <Table.Tr key={item.name} style={{ verticalAlign: "top" }}>
            <Table.Th scope="row" fw={500}>
              {item.title || item.name}
              {item.required && (
                <Text size="xs" c="dimmed">
                  {t("settings.required")}
                </Text>
              )}
            </Table.Th>
            <Table.Td>{t(`settings.kinds.${item.kind ?? "text"}`)}</Table.Td>
            <Table.Td>
              <ItemValues item={item} />
            </Table.Td>
            <Table.Td>
              <Text size="sm">{item.help}</Text>
              {item.prefill && (
                <Text size="xs" c="dimmed">
                  {t("settings.prefill", { fact: item.prefill })}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function ItemValues({ item }: { item: AnnotationItem }) {
  const options = item.kind === "choice" ? item.options : item.kind === "segments" ? item.labels : null;
  if (options)
    return (
      <Group gap={4}>
        {options.map((option) => {
          const shown = typeof option === "string" ? option : option.label || option.value;
          return (
            <Badge key={shown} variant="default" tt="none">
              {shown}
            </Badge>
          );
        })}
      </Group>
    );
  if (item.kind === "rating") return `${item.from}–${item.to}`;
  if (item.kind === "number")
    return [item.minimum ?? "…", "–", item.maximum ?? "…", item.unit ?? ""].join(" ").trim();
  return null;
}
