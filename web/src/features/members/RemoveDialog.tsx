import { ConfirmDialog } from "@/components/ConfirmDialog";
import type { Member } from "@/lib/api/types";
import { usePerson } from "@/lib/auth/session";
import { useWorkspace } from "@/lib/workspace";
import { Anchor, List, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { removeMember } from "./queries";
import { workLeftBehind } from "./rules";

/** Asks before somebody leaves, and says what becomes of their work. */
export function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation("members");
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const own = usePerson()?.user === member.user;

  async function remove() {
    await removeMember(workspace.id, member.user);
    if (own) {
      await navigate("/spaces", { replace: true });
      await queries.invalidateQueries({ queryKey: ["me"] });
    } else await queries.invalidateQueries({ queryKey: ["members", workspace.id] });
  }

  return (
    <ConfirmDialog
      opened
      danger
      onClose={onClose}
      onConfirm={remove}
      title={t("remove.title", { name: member.name })}
      confirm={t("remove.action")}
    >
      <Text>{t(own ? "remove.own" : "remove.access", { name: member.name })}</Text>
      <List spacing={4}>
        {workLeftBehind(member.role, null).map((right) => (
          <List.Item key={right}>{t(`remove.held.${right}`)}</List.Item>
        ))}
        <List.Item>{t("remove.stays")}</List.Item>
      </List>
      {workspace.can("manage") && (
        <Anchor component={Link} to={`/w/${workspace.id}/tasks`} size="sm">
          {t("remove.tasks")}
        </Anchor>
      )}
    </ConfirmDialog>
  );
}
