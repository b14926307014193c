import type { Annotation, AnnotationSchema } from "@/lib/api/types";
import { count } from "@/lib/format";
import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { shownSegments, shownValues } from "./values";

/** An annotation read-only: every value with its item, every segment with its time. */
export function Values({
  schema,
  annotation,
}: {
  schema: AnnotationSchema;
  annotation: Annotation | null | undefined;
}) {
  const { t } = useTranslation("tasks");
  const segmentItems = new Set(
    schema.items.filter(({ kind }) => kind === "segments").map(({ name }) => name),
  );
  const values = shownValues(schema, annotation, (many) =>
    t("record.segments", { count: many, shown: count(many) }),
  ).filter(({ item }) => !segmentItems.has(item));
  const segments = shownSegments(schema, annotation);
  if (values.length + segments.length === 0) return <Text c="dimmed">{t("record.nothing")}</Text>;
  return (
    <>
      {values.length > 0 && (
        <dl style={{ display: "grid", gridTemplateColumns: "max-content 1fr", gap: "2px 16px", margin: 0 }}>
          {values.map(({ item, title, value }) => (
            <div key={item} style={{ display: "contents" }}>
              <Text component="dt" size="sm" c="dimmed">
                {title}
              </Text>
              <Text
                component="dd"
                size="sm"
                m={0}
                dir="auto"
                style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}
              >
                {value}
              </Text>
            </div>
          ))}
        </dl>
      )}
      {segments.length > 0 && (
        <div
          style={{ maxHeight: 280, overflowY: "auto" }}
          tabIndex={0}
          role="group"
          aria-label={t("record.segmentsList")}
        >
          <Table verticalSpacing={2} className="numbers" w="auto">
            <Table.Tbody>
              {segments.map(({ key, time, label, speaker, text }) => (
                <Table.Tr key={key}>
                  <Table.Td c="dimmed">{time}</Table.Td>
                  <Table.Td>{label}</Table.Td>
                  <Table.Td>{speaker}</Table.Td>
                  <Table.Td dir="auto">{text}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}
