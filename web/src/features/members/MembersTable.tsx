import type { Member } from "@/lib/api/types";
import { usePerson } from "@/lib/auth/session";
import { useWorkspace } from "@/lib/workspace";
import { ActionIcon, Avatar, Badge, Group, Table, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconUserMinus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { mayChange } from "./rules";

/** The members; who may, changes and removes them from here. */
export function MembersTable({
  members,
  onChange,
  onRemove,
}: {
  members: Member[];
  onChange: (member: Member) => void;
  onRemove: (member: Member) => void;
}) {
  const { t } = useTranslation("members");
  const { t: common } = useTranslation();
  const workspace = useWorkspace();
  const me = usePerson()?.user;
  const edits = workspace.can("members");
  return (
    <Table aria-label={t("title")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("name")}</Table.Th>
          <Table.Th>{t("user")}</Table.Th>
          <Table.Th>{t("role")}</Table.Th>
          {edits && (
            <Table.Th w={1}>
              <span className="visually-hidden">{t("actions")}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {members.map((member) => (
          <Table.Tr key={member.user}>
            <Table.Th scope="row" fw={500}>
              <Group gap="sm" wrap="nowrap">
                <Avatar name={member.name} color="initials" size={30} aria-hidden />
                <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
                  {member.name}
                </Text>
                {member.user === me && (
                  <Badge variant="default" size="sm" tt="none">
                    {t("you")}
                  </Badge>
                )}
              </Group>
            </Table.Th>
            <Table.Td>
              <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                {member.user}
              </Text>
            </Table.Td>
            <Table.Td>{common(`role.${member.role}`)}</Table.Td>
            {edits && (
              <Table.Td>
                {mayChange(workspace.role, member) ? (
                  <Group gap={4} wrap="nowrap" justify="flex-end">
                    <Tooltip label={t("change")}>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={t("changeOf", { name: member.name })}
                        onClick={() => onChange(member)}
                      >
                        <IconPencil size={18} aria-hidden />
                      </ActionIcon>
                    </Tooltip>
                    <Tooltip label={t("remove.action")}>
                      <ActionIcon
                        variant="subtle"
                        color="red"
                        aria-label={t("remove.of", { name: member.name })}
                        onClick={() => onRemove(member)}
                      >
                        <IconUserMinus size={18} aria-hidden />
                      </ActionIcon>
                    </Tooltip>
                  </Group>
                ) : (
                  <Text size="xs" c="dimmed" ta="right" style={{ whiteSpace: "nowrap" }}>
                    {t("onlySuper")}
                  </Text>
                )}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
