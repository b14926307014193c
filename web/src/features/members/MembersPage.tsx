import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { PageHeader } from "@/components/PageHeader";
import { ProblemPage } from "@/components/ProblemPage";
import { membersQuery } from "@/lib/api/queries";
import type { Member } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Button, TextInput } from "@mantine/core";
import { IconSearch, IconUserPlus, IconUserSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { MemberDialog } from "./MemberDialog";
import { MembersTable } from "./MembersTable";
import { RemoveDialog } from "./RemoveDialog";
import { RightsTable } from "./RightsTable";
import { found } from "./rules";

type Opened = { what: "add" } | { what: "change" | "remove"; member: Member } | null;

/** Who belongs to the workspace, and what each role may do. */
export function Component() {
  const { t } = useTranslation("members");
  const workspace = useWorkspace();
  const [params, setParams] = useSearchParams();
  const [opened, setOpened] = useState<Opened>(null);
  const {
    data: members,
    error,
    refetch,
  } = useQuery({
    ...membersQuery(workspace.id),
    staleTime: 5000,
    refetchInterval: 30_000,
  });
  const words = params.get("q") ?? "";

  if (error && !members) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!members) return <Loading />;
  const shown = found(members, words);
  const close = () => setOpened(null);
  return (
    <>
      <PageHeader
        title={t("title")}
        below={t(workspace.can("members") ? "below" : "belowRead")}
        actions={
          workspace.can("members") && (
            <Button
              leftSection={<IconUserPlus size={18} aria-hidden />}
              onClick={() => setOpened({ what: "add" })}
            >
              {t("add")}
            </Button>
          )
        }
      />
      <TextInput
        aria-label={t("search")}
        placeholder={t("search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={words}
        onChange={(event) =>
          setParams(event.currentTarget.value ? { q: event.currentTarget.value } : {}, { replace: true })
        }
        maw={360}
        mb="md"
      />
      {shown.length > 0 ? (
        <MembersTable
          members={shown}
          onChange={(member) => setOpened({ what: "change", member })}
          onRemove={(member) => setOpened({ what: "remove", member })}
        />
      ) : (
        <EmptyState
          icon={<IconUserSearch size={44} stroke={1.3} aria-hidden />}
          title={t("nobody")}
          text={t("nobodyText")}
        />
      )}
      <RightsTable />
      {(opened?.what === "add" || opened?.what === "change") && (
        <MemberDialog
          key={opened.what === "change" ? opened.member.user : "add"}
          members={members}
          member={opened.what === "change" ? opened.member : null}
          onClose={close}
        />
      )}
      {opened?.what === "remove" && <RemoveDialog member={opened.member} onClose={close} />}
    </>
  );
}
