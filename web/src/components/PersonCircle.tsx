import { PersonMenuItems } from "@/components/PersonMenuItems";
import { usePerson } from "@/lib/auth/session";
import { ActionIcon, Avatar, Menu, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** The person's menu where there is room for their initials alone. */
export function PersonCircle() {
  const { t } = useTranslation("shell");
  const person = usePerson();
  if (!person) return null;
  return (
    <Menu position="bottom-end" width={240} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={32}>
          <Avatar size={26} name={person.name} color="initials" aria-hidden />
          <VisuallyHidden>
            {person.name} {t("person")}
          </VisuallyHidden>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <PersonMenuItems />
      </Menu.Dropdown>
    </Menu>
  );
}
