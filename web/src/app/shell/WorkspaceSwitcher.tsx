import { meQuery } from "@/lib/api/queries";
import { useWorkspace } from "@/lib/workspace";
import { Button, Menu } from "@mantine/core";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** The workspace one is in, and the way to the others. */
export function WorkspaceSwitcher() {
  const { t } = useTranslation("shell");
  const current = useWorkspace();
  const { data: me } = useSuspenseQuery(meQuery());
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          rightSection={<IconSelector size={16} aria-hidden />}
          aria-label={t("switch", { name: current.name })}
          maw={280}
        >
          {current.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {me.workspaces.map((workspace) => (
          <Menu.Item
            key={workspace.id}
            component={Link}
            to={`/w/${workspace.id}/my-work`}
            rightSection={workspace.id === current.id ? <IconCheck size={16} aria-hidden /> : undefined}
          >
            {workspace.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/spaces">
          {t("allSpaces")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
