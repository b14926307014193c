import type { TaskItem } from "@/lib/api/types";
import { useProblemText } from "@/lib/i18n/problems";
import { useWorkspace } from "@/lib/workspace";
import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconCopy,
  IconDots,
  IconPackageExport,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { DeleteTaskDialog } from "./DeleteTaskDialog";
import { useFlag, type Flag } from "./queries";
import { StopTaskDialog } from "./StopTaskDialog";

/** What a manager does with a task. `onPage`: the task's own page, which has some of it as buttons. */
export function TaskMenu({ task, onPage = false }: { task: TaskItem; onPage?: boolean }) {
  const { t } = useTranslation("tasks");
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const text = useProblemText();
  const [opened, setOpened] = useState<"delete" | "stop" | null>(null);
  const flag = useFlag();
  const page = `/w/${workspace.id}/tasks/${task.id}`;

  const set = (wanted: Flag) =>
    flag.mutate(
      { task: task.id, flag: wanted },
      { onError: (error) => notifications.show({ color: "red", ...toast(text(error)) }) },
    );

  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon
            variant={onPage ? "default" : "subtle"}
            color="gray"
            size={onPage ? 36 : "md"}
            aria-label={t("menu.of", { task: task.name })}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!onPage && (
            <Menu.Item
              component={Link}
              to={`${page}?generate=1`}
              leftSection={<IconPackageExport size={16} aria-hidden />}
            >
              {t("menu.generate")}
            </Menu.Item>
          )}
          {task.state === "stopped" ? (
            <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => set("resume")}>
              {t("menu.resume")}
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconPlayerStop size={16} aria-hidden />}
              disabled={task.state === "completed" || task.state === "failed"}
              onClick={() => setOpened("stop")}
            >
              {t("menu.stop")}
            </Menu.Item>
          )}
          <Menu.Item
            component={Link}
            to={`${page}?tab=settings&edit=1`}
            leftSection={<IconPencil size={16} aria-hidden />}
          >
            {t("menu.edit")}
          </Menu.Item>
          {workspace.can("create") && (
            <Menu.Item
              component={Link}
              to={`/w/${workspace.id}/tasks/new?copy=${task.id}`}
              leftSection={<IconCopy size={16} aria-hidden />}
            >
              {t("menu.copy")}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setOpened("delete")}
          >
            {t("menu.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <StopTaskDialog task={task} opened={opened === "stop"} onClose={() => setOpened(null)} />
      <DeleteTaskDialog
        task={task}
        opened={opened === "delete"}
        onClose={() => setOpened(null)}
        onDeleted={() => onPage && void navigate(`/w/${workspace.id}/tasks`, { replace: true })}
      />
    </>
  );
}

function toast({ title, detail }: { title: string; detail: string }) {
  return { title, message: detail };
}
