import { ProblemAlert } from "@/components/ProblemAlert";
import { faultAt, isProblem } from "@/lib/api/problems";
import type { Member, Role } from "@/lib/api/types";
import { useProblemText } from "@/lib/i18n/problems";
import { ROLES } from "@/lib/roles";
import { useWorkspace } from "@/lib/workspace";
import { Alert, Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useChangeMember } from "./queries";
import { workLeftBehind } from "./rules";

/** Adds a member (`member` null), or gives one another name or role. */
export function MemberDialog({
  members,
  member,
  onClose,
}: {
  members: Member[];
  member: Member | null;
  onClose: () => void;
}) {
  const { t } = useTranslation("members");
  const { t: common } = useTranslation();
  const workspace = useWorkspace();
  const text = useProblemText();
  const [user, setUser] = useState(member?.user ?? "");
  const [name, setName] = useState(member?.name ?? "");
  const [role, setRole] = useState<Role>(member?.role ?? "annotation_operator");
  const change = useChangeMember(workspace.id);

  const known = member === null && members.some((other) => other.user === user.trim());
  const held = member ? workLeftBehind(member.role, role) : [];
  const faults = {
    role:
      faultAt(change.error, "/role") ??
      (isProblem(change.error, "last-super-admin", "forbidden") ? text(change.error).title : undefined),
    name: faultAt(change.error, "/name"),
    user: known ? t("known") : (faultAt(change.error, "/path/user") ?? faultAt(change.error, "/user")),
  };
  const elsewhere = change.error && !faults.role && !faults.name && !faults.user;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!user.trim() || known) return;
    change.mutate({ user: user.trim(), role, name: name.trim() || undefined }, { onSuccess: onClose });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={member ? t("changeOf", { name: member.name }) : t("add")}
      closeButtonProps={{ "aria-label": common("close") }}
      size="lg"
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label={t("user")}
            description={t("userText")}
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
            error={faults.user}
            maxLength={255}
            readOnly={member !== null}
            variant={member === null ? "default" : "filled"}
            required
            data-autofocus={member === null || undefined}
          />
          <TextInput
            label={t("name")}
            description={t("nameText")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={faults.name}
            maxLength={200}
            data-autofocus={member !== null || undefined}
          />
          <Radio.Group
            label={t("role")}
            value={role}
            onChange={(value) => {
              setRole(value);
              change.reset();
            }}
            error={faults.role}
          >
            <Stack gap="xs" mt="xs">
              {ROLES.map((each) => (
                <Radio
                  key={each}
                  value={each}
                  label={common(`role.${each}`)}
                  description={
                    each === "super_admin" && workspace.role !== "super_admin"
                      ? t("onlySuper")
                      : t(`what.${each}`)
                  }
                  disabled={each === "super_admin" && workspace.role !== "super_admin"}
                />
              ))}
            </Stack>
          </Radio.Group>
          {member &&
            held.map((right) => (
              <Alert key={right} color="orange">
                {t(`held.${right}`, { name: member.name })}
              </Alert>
            ))}
          {elsewhere && <ProblemAlert error={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={!user.trim() || known} loading={change.isPending}>
              {member ? common("save") : t("addNow")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
