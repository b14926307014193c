import { Guideline } from "@/components/Guideline";
import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import { lookNoFurther } from "@/components/listening/ahead";
import { taskQuery } from "@/lib/api/queries";
import type { Task } from "@/lib/api/types";
import { usePerson } from "@/lib/auth/session";
import { resumeUnsent } from "@/lib/drafts";
import type { SaveStatus } from "@/lib/drafts/types";
import { listen } from "@/lib/keymap/dispatch";
import { followKeymapOf } from "@/lib/keymap/store";
import { createPlayer, type Player } from "@/lib/player";
import { useWorkspace } from "@/lib/workspace";
import { Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useStore } from "zustand";
import type { Panel } from "./bench";
import { Desk } from "./Desk";
import { lookAhead } from "./firstLook";
import { Header } from "./Header";
import { Help } from "./Help";
import { History } from "./History";
import { NoWork } from "./NoWork";
import { ownQueueQuery } from "./queries";
import { Queue } from "./Queue";
import { settings, useSettings } from "./settings";
import { useWork, type WorkHandle } from "./useWork";
import classes from "./workbench.module.css";

/** The workbench: one's own queue of a task, and the record in hand. */
export function Component() {
  const { task } = useParams();
  return <TaskAndWork key={task} id={task!} />;
}

/** Asks for the task and for what is to be done beside each other. */
function TaskAndWork({ id }: { id: string }) {
  const person = usePerson();
  const { data, error, refetch } = useQuery(taskQuery(id));
  const work = useWork(id);
  useEffect(() => (person ? followKeymapOf(person.user) : undefined), [person]);
  useEffect(() => (person ? resumeUnsent(person.user) : undefined), [person]);
  const player = usePlayer();
  if (error && !data) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!data || !person) return <Loading full />;
  return <Workbench task={data} user={person.user} player={player} work={work} />;
}

/** One player for the page, let go of with it. */
function usePlayer(): Player {
  const [player] = useState(createPlayer);
  const going = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    clearTimeout(going.current);
    // Later: React may take a page down and up again at once.
    return () => {
      going.current = setTimeout(() => player.dispose());
    };
  }, [player]);
  return player;
}

interface WorkbenchProps {
  task: Task;
  user: string;
  player: Player;
  work: WorkHandle;
}

function Workbench({ task, user, player, work }: WorkbenchProps) {
  const { t } = useTranslation("workbench");
  const workspace = useWorkspace();
  const { desk, standing, upcoming } = work;
  const { queue } = useSettings();
  const [panel, setPanel] = useState<Panel | null>(null);
  const [help, setHelp] = useState(false);
  const [told, setTold] = useState<{ serial: number; status: SaveStatus | null } | null>(null);
  const playable = useStore(player.store, (state) => state.ready);
  const serial = desk.kind === "record" ? desk.serial : null;
  const status = told?.serial === serial ? (told?.status ?? null) : null;
  const { data: own } = useQuery(ownQueueQuery(task.id, user));
  const assignment = desk.kind === "record" ? desk.assignment : null;
  const ready = playable && told?.serial === serial;
  const back = `/w/${workspace.id}/my-work`;
  useDocumentTitle(`${assignment ? `${assignment.record.audio_name} · ` : ""}${task.name} · Earmark`);

  useEffect(
    () => lookAhead(assignment, upcoming, task.schema, player),
    [assignment, upcoming, task.schema, player],
  );
  useEffect(() => lookNoFurther, []);

  const shell = useMemo(
    () => ({
      openHelp: () => setHelp(true),
      togglePanel: (wanted: Panel) => setPanel((now) => (now === wanted ? null : wanted)),
      toggleQueue: () => settings.setState(({ queue }) => ({ queue: !queue })),
    }),
    [],
  );
  // Without a record there is still help.
  useEffect(() => {
    if (assignment) return;
    return listen({
      onAction: (action) => {
        if (action === "record.help") shell.openHelp();
        else if (action === "record.queue") shell.toggleQueue();
        else return false;
      },
    });
  }, [assignment, shell]);

  return (
    <div className={classes.page} data-testid="workbench" data-assignment={assignment?.id} data-ready={ready}>
      <Header
        back={back}
        task={task.name}
        record={assignment?.record.audio_name ?? null}
        left={status?.kind === "moved" ? null : (standing?.left ?? null)}
        total={own?.total ?? null}
        status={status}
        hasGuideline={task.guideline.trim() !== ""}
        hasHistory={assignment !== null && assignment.history.length > 0}
        page={shell}
      />
      <div className={classes.columns}>
        {queue && <Queue task={task.id} user={user} current={assignment?.id ?? null} onOpen={work.open} />}
        <main className={classes.desk}>
          {desk.kind === "loading" && <Loading />}
          {desk.kind === "failed" && <ProblemPage error={desk.error} onRetry={work.next} />}
          {desk.kind === "nothing" && standing && <NoWork standing={standing} back={back} />}
          {desk.kind === "record" && (
            <Desk
              key={desk.serial}
              assignment={desk.assignment}
              task={task}
              user={user}
              player={player}
              work={work}
              shell={shell}
              onStatus={setTold}
              serial={desk.serial}
            />
          )}
        </main>
        {panel === "guideline" && (
          <aside className={classes.panel} aria-label={t("guideline.name")}>
            <Title order={2} size="h5" mb="xs">
              {t("guideline.name")}
            </Title>
            <Guideline source={task.guideline} />
          </aside>
        )}
        {panel === "history" && assignment && (
          <aside className={classes.panel} aria-label={t("history.name")}>
            <History assignment={assignment} schema={task.schema} />
          </aside>
        )}
      </div>
      <Help
        opened={help}
        onClose={() => setHelp(false)}
        schema={task.schema}
        keyboard={`/w/${workspace.id}/keyboard`}
      />
    </div>
  );
}
