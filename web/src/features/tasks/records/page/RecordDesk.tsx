import { Desk } from "@/components/listening/Desk";
import { Heard } from "@/components/listening/Heard";
import { useListening } from "@/components/listening/useListening";
import { useListeningKeys } from "@/components/listening/useListeningKeys";
import type { Assignment, Task } from "@/lib/api/types";
import { dateTime } from "@/lib/format";
import { withParams } from "@/lib/params";
import type { Player } from "@/lib/player";
import { useNames } from "@/lib/workspace";
import { Alert } from "@mantine/core";
import { IconForms, IconMicrophone, IconPencil } from "@tabler/icons-react";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { freshRecord } from "../queries";
import { Rounds } from "./Rounds";
import { comparedWith, marksInPlace, showing, versionsOf, type Version } from "./rounds";

interface RecordDeskProps {
  task: Task;
  assignment: Assignment;
  player: Player;
  onPrevious: () => void;
  onNext: () => void;
}

/** One record as it was labeled, any round of it, beside what became of each. */
export function RecordDesk({ task, assignment, player, onPrevious, onNext }: RecordDeskProps) {
  const { t } = useTranslation("tasks");
  const { id, record } = assignment;
  const [params, setParams] = useSearchParams();
  const versions = useMemo(() => versionsOf(assignment), [assignment]);
  const chosen = useMemo(() => showing(versions, params), [versions, params]);
  const { shown } = chosen;
  const compared = useMemo(() => comparedWith(chosen.compared), [chosen]);
  const marks = useMemo(() => marksInPlace(chosen), [chosen]);
  const listening = useListening({
    schema: task.schema,
    record,
    renew: useCallback(() => freshRecord(id), [id]),
    player,
    annotation: shown?.annotation ?? null,
    compared: shown && compared,
    marks,
  });
  useListeningKeys({
    listening,
    player,
    onKey(combo) {
      if (combo === "J") onNext();
      else if (combo === "K") onPrevious();
      else return false;
      return true;
    },
  });

  /** Shows or compares with something else; what is shown anew is compared with the one before it. */
  function change(key: "round" | "with", value: string) {
    setParams(
      (before) => withParams(before, key === "round" ? { round: value, with: null } : { with: value }),
      {
        replace: true,
      },
    );
  }

  return (
    <Desk
      asideName={t("record.page.rounds")}
      aside={
        <Rounds
          versions={versions}
          chosen={chosen}
          onShow={(key) => change("round", key)}
          onCompare={(key) => change("with", key)}
          onOpen={listening.openMark}
        />
      }
    >
      <Unfinished shown={shown} annotator={assignment.annotator} />
      <Heard
        schema={task.schema}
        seconds={record.seconds}
        player={player}
        listening={listening}
        annotation={shown?.annotation ?? null}
        compared={compared}
        unusable={shown?.kind === "round" ? shown.round.unusable : null}
      />
    </Desk>
  );
}

/** Says of what nobody submitted what it is. */
function Unfinished({ shown, annotator }: { shown: Version | null; annotator: string }) {
  const { t } = useTranslation("tasks");
  const name = useNames()(annotator);
  switch (shown?.kind) {
    case "round":
      return null;
    case "draft":
      return (
        <Alert color="blue" py="xs" icon={<IconPencil aria-hidden />}>
          {t("record.page.draft", { name, at: dateTime(shown.savedAt) })}
        </Alert>
      );
    case "prefill":
      return (
        <Alert color="blue" py="xs" icon={<IconForms aria-hidden />}>
          {t("record.page.prefill", { name })}
        </Alert>
      );
    default:
      return (
        <Alert color="gray" py="xs" icon={<IconMicrophone aria-hidden />}>
          {t("record.page.nothing", { name })}
        </Alert>
      );
  }
}
