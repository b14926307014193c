import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { PageHeader } from "@/components/PageHeader";
import { ProblemPage } from "@/components/ProblemPage";
import { tasksQuery } from "@/lib/api/queries";
import { withParams } from "@/lib/params";
import { useNames, useWorkspace } from "@/lib/workspace";
import { Button, Group, Select, TextInput } from "@mantine/core";
import { IconFilterOff, IconListDetails, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { listed, listingOf, sortWord, STATES, type Sort } from "./list";
import { TasksTable } from "./TasksTable";

/** All tasks of the workspace, for who manages them. */
export function Component() {
  const { t } = useTranslation("tasks");
  const { t: common } = useTranslation();
  const workspace = useWorkspace();
  const name = useNames();
  const [params, setParams] = useSearchParams();
  const { data: tasks, error, refetch } = useQuery({ ...tasksQuery(workspace.id), refetchInterval: 5000 });
  const listing = listingOf(params);

  function change(key: string, value: string | null) {
    setParams((before) => withParams(before, { [key]: value }), { replace: true });
  }
  function sort(by: Sort) {
    change("sort", sortWord(by, listing.sort === by ? !listing.descending : by === "created"));
  }

  if (error && !tasks) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!tasks) return <Loading />;
  const shown = listed(tasks, listing, name);
  const create = workspace.can("create") && (
    <Button
      component={Link}
      to={`/w/${workspace.id}/tasks/new`}
      leftSection={<IconPlus size={18} aria-hidden />}
    >
      {t("create")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} below={t("below")} actions={tasks.length > 0 && create} />
      {tasks.length === 0 ? (
        <EmptyState
          icon={<IconListDetails size={44} stroke={1.3} aria-hidden />}
          title={t("empty.title")}
          text={t("empty.text")}
        >
          {create}
        </EmptyState>
      ) : (
        <>
          <Group mb="md">
            <TextInput
              aria-label={t("search")}
              placeholder={t("search")}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={listing.words}
              onChange={(event) => change("q", event.currentTarget.value)}
              w={320}
            />
            <Select
              aria-label={t("state")}
              placeholder={t("anyState")}
              data={STATES.map((state) => ({ value: state, label: common(`state.${state}`) }))}
              value={listing.state}
              onChange={(state) => change("state", state)}
              clearable
              clearButtonProps={{ "aria-label": t("anyState") }}
              w={180}
            />
          </Group>
          {shown.length > 0 ? (
            <TasksTable tasks={shown} listing={listing} onSort={sort} />
          ) : (
            <EmptyState
              icon={<IconFilterOff size={44} stroke={1.3} aria-hidden />}
              title={t("noneFound.title")}
              text={t("noneFound.text")}
            >
              <Button variant="default" onClick={() => setParams({}, { replace: true })}>
                {t("noneFound.clear")}
              </Button>
            </EmptyState>
          )}
        </>
      )}
    </>
  );
}
