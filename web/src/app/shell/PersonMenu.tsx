import { PersonMenuItems } from "@/components/PersonMenuItems";
import { usePerson } from "@/lib/auth/session";
import { useWorkspace } from "@/lib/workspace";
import { Avatar, Button, Menu, Text, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Who is signed in, their role, and their own choices: language, colors, sign out. */
export function PersonMenu() {
  const { t } = useTranslation("shell");
  const person = usePerson();
  const { role } = useWorkspace();
  if (!person) return null;
  return (
    <Menu position="bottom-end" width={240} closeOnItemClick={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          leftSection={<Avatar size={26} name={person.name} color="initials" aria-hidden />}
        >
          <Text span size="sm">
            {person.name}
          </Text>
          <VisuallyHidden>{t("person")}</VisuallyHidden>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {person.name} · {t(`role.${role}`, { ns: "common" })}
        </Menu.Label>
        <PersonMenuItems />
      </Menu.Dropdown>
    </Menu>
  );
}
