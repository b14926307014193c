import type { Dataset } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconFilter, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** What can be done with a dataset. */
export function DatasetMenu({ dataset, onDelete }: { dataset: Dataset; onDelete: () => void }) {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  if (!workspace.can("create")) return null;
  const ready = dataset.state === "ready" && dataset.record_count > 0;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t("menu.label", { name: dataset.name })}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ready && (
          <>
            <Menu.Item
              component={Link}
              to={`/w/${workspace.id}/tasks/new?dataset=${dataset.id}`}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {t("menu.createTask")}
            </Menu.Item>
            <Menu.Item
              component={Link}
              to={`/w/${workspace.id}/datasets/import?from=${dataset.id}`}
              leftSection={<IconFilter size={16} aria-hidden />}
            >
              {t("menu.subset")}
            </Menu.Item>
          </>
        )}
        <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
          {t("menu.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
