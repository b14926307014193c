import { useNames } from "@/lib/workspace";
import { Avatar, Group, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

const SHOWN = 2;

/** Who labels or reviews: the first few as signs, all of them by name. */
export function People({ users, role }: { users: readonly string[]; role: "annotators" | "reviewers" }) {
  const { t } = useTranslation("tasks");
  const name = useNames();
  if (users.length === 0) return null;
  const names = users.map(name).join(", ");
  return (
    <Tooltip label={`${t(`people.${role}`)}: ${names}`} multiline maw={360}>
      <Group gap={6} wrap="nowrap" w="fit-content">
        <Text size="xs" c="dimmed" w={18} aria-hidden title={t(`people.${role}`)}>
          {t(`people.${role}Short`)}
        </Text>
        <Group gap={3} wrap="nowrap" aria-hidden>
          {users.slice(0, SHOWN).map((user) => (
            <Avatar key={user} name={name(user)} color="initials" size={24} />
          ))}
          {users.length > SHOWN && <Avatar size={24}>{`+${users.length - SHOWN}`}</Avatar>}
        </Group>
        <span className="visually-hidden">{`${t(`people.${role}`)}: ${names}`}</span>
      </Group>
    </Tooltip>
  );
}
