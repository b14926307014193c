import type { Task } from "@/lib/api/types";
import { count } from "@/lib/format";
import { withParams } from "@/lib/params";
import { useNames } from "@/lib/workspace";
import { Badge, Button, Code, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { EditDialog } from "./EditDialog";
import { SchemaTable } from "./SchemaTable";

/** Everything that was chosen for the task, and the way to change what can be changed. */
export default function SettingsTab({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const name = useNames();
  const [params, setParams] = useSearchParams();
  const { review, ai_assistance: assistance } = task;

  function edit(opened: boolean) {
    setParams((before) => withParams(before, { edit: opened ? "1" : null }), { replace: true });
  }

  return (
    <Stack gap="xl" maw={960}>
      <section aria-label={t("settings.title")}>
        <Group justify="space-between" mb="sm">
          <Title order={2} size="h4">
            {t("settings.title")}
          </Title>
          <Button
            variant="default"
            leftSection={<IconPencil size={18} aria-hidden />}
            onClick={() => edit(true)}
          >
            {t("menu.edit")}
          </Button>
        </Group>
        <Table highlightOnHover={false} layout="fixed">
          <Table.Tbody>
            <Row label={t("settings.name")}>{task.name}</Row>
            <Row label={t("settings.description")}>{task.description || t("settings.empty")}</Row>
            <Row label={t("settings.people")}>
              {task.annotators.map(({ user, quantity }) => (
                <Text key={user} size="sm">
                  {t("settings.annotator", { name: name(user), count: quantity, shown: count(quantity) })}
                </Text>
              ))}
            </Row>
            <Row label={t("settings.review")}>{t(`settings.mode.${review.mode}`)}</Row>
            {review.mode !== "none" && (
              <>
                <Row label={t("people.reviewers")}>
                  {review.reviewers.map(({ user, quantity }) => (
                    <Text key={user} size="sm">
                      {quantity > 0
                        ? t("settings.reviewer", { name: name(user), shown: count(quantity) })
                        : t("settings.reviewerNothing", { name: name(user) })}
                    </Text>
                  ))}
                </Row>
                <Row label={t("settings.blind")}>
                  {t(review.blind ? "settings.blindOn" : "settings.blindOff")}
                </Row>
                <Row label={t("settings.categories")}>
                  {review.categories.length ? (
                    <Group gap={6}>
                      {review.categories.map((category) => (
                        <Badge key={category} variant="default" tt="none">
                          {category}
                        </Badge>
                      ))}
                    </Group>
                  ) : (
                    t("settings.empty")
                  )}
                </Row>
              </>
            )}
            <Row label={t("settings.assistance")}>
              {t(assistance.enabled ? "settings.on" : "settings.off")}
              {assistance.predictor && ` · ${assistance.predictor}`}
              {Object.keys(assistance.settings).length > 0 && (
                <Code block mt={4}>
                  {JSON.stringify(assistance.settings, null, 2)}
                </Code>
              )}
            </Row>
          </Table.Tbody>
        </Table>
      </section>
      <section aria-label={t("settings.items")}>
        <Title order={2} size="h4" mb={4}>
          {t("settings.items")}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t("settings.itemsText")}
        </Text>
        <SchemaTable schema={task.schema} />
      </section>
      {params.get("edit") === "1" && <EditDialog task={task.id} onClose={() => edit(false)} />}
    </Stack>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w={220} fw={500} style={{ verticalAlign: "top" }}>
        {label}
      </Table.Th>
      <Table.Td style={{ overflowWrap: "anywhere", whiteSpace: "pre-line" }}>{children}</Table.Td>
    </Table.Tr>
  );
}
