import { allows, ROLES, type Right } from "@/lib/roles";
import { Table, Text, Title } from "@mantine/core";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const RIGHTS: readonly Right[] = ["create", "label", "review", "manage", "members"];

/** Which role may do what, with what that means. */
export function RightsTable() {
  const { t } = useTranslation("members");
  const { t: common } = useTranslation();
  return (
    <section aria-labelledby="rights">
      <Title order={2} size="h4" mt="xl" mb={4} id="rights">
        {t("rights.title")}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {t("rights.below")}
      </Text>
      <Table.ScrollContainer minWidth={720}>
        <Table aria-labelledby="rights" highlightOnHover={false} withTableBorder>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("role")}</Table.Th>
              {RIGHTS.map((right) => (
                <Table.Th key={right} ta="center">
                  {t(`rights.${right}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ROLES.map((role) => (
              <Table.Tr key={role}>
                <Table.Th scope="row" fw={500}>
                  {common(`role.${role}`)}
                  <Text size="xs" c="dimmed">
                    {t(`what.${role}`)}
                  </Text>
                </Table.Th>
                {RIGHTS.map((right) => (
                  <Table.Td key={right} ta="center">
                    {allows(role, right) ? (
                      <IconCheck
                        size={18}
                        role="img"
                        aria-label={t("rights.yes")}
                        color="var(--mantine-color-green-text)"
                      />
                    ) : (
                      <IconMinus
                        size={18}
                        role="img"
                        aria-label={t("rights.no")}
                        color="var(--mantine-color-dimmed)"
                      />
                    )}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
