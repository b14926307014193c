import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { isProblem } from "@/lib/api/problems";
import type { Task } from "@/lib/api/types";
import { Alert, Button, Group, List, Modal, Stack } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { AssistanceFields } from "./AssistanceFields";
import { changesOf, effectsOf, formOf, objectOf, type TaskForm } from "./editing";
import { useEditable, useSaveTask } from "./queries";
import { ReviewFields } from "./ReviewFields";
import { isAtField } from "./fields";
import { TextFields } from "./TextFields";

/** Changes a task's settings, and says what each change means. */
export function EditDialog({ task, onClose }: { task: string; onClose: () => void }) {
  const { t } = useTranslation("tasks");
  const { t: common } = useTranslation();
  const { data, error, refetch, dataUpdatedAt } = useEditable(task);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("edit.title")}
      size="xl"
      closeButtonProps={{ "aria-label": common("close") }}
      closeOnClickOutside={false}
    >
      <ProblemAlert error={error} />
      {data ? (
        <EditForm
          key={dataUpdatedAt}
          task={data.task}
          tag={data.tag}
          onClose={onClose}
          onReload={() => void refetch()}
        />
      ) : (
        !error && <Loading />
      )}
    </Modal>
  );
}

function EditForm({
  task,
  tag,
  onClose,
  onReload,
}: {
  task: Task;
  tag: string | null;
  onClose: () => void;
  onReload: () => void;
}) {
  const { t } = useTranslation("tasks");
  const { t: common } = useTranslation();
  const [form, setForm] = useState<TaskForm>(() => formOf(task));
  const save = useSaveTask(task.id);
  const changes = changesOf(task, form);
  const effects = effectsOf(task, form);
  const unchanged = Object.keys(changes).length === 0;
  const valid =
    form.name.trim() !== "" &&
    objectOf(form.predictorSettings) !== null &&
    (form.mode === "none" || form.reviewers.length > 0);
  const set = (change: Partial<TaskForm>) => {
    setForm((before) => ({ ...before, ...change }));
    if (save.error) save.reset();
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (valid && !unchanged) save.mutate({ changes, tag }, { onSuccess: onClose });
  }

  const elsewhere = isProblem(save.error, "changed-meanwhile");
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextFields form={form} error={save.error} onChange={set} />
        <ReviewFields form={form} completed={task.phase === "completed"} error={save.error} onChange={set} />
        <AssistanceFields form={form} error={save.error} onChange={set} />
        <div role="status">
          {effects.length > 0 && (
            <Alert title={t("edit.means")}>
              <List size="sm" spacing={4}>
                {effects.map((effect) => (
                  <List.Item key={effect}>{t(`edit.effect.${effect}`)}</List.Item>
                ))}
              </List>
            </Alert>
          )}
        </div>
        {elsewhere ? (
          <Alert color="orange" role="alert" title={t("edit.meanwhile")}>
            <Button size="xs" variant="default" mt="xs" onClick={onReload}>
              {t("edit.reload")}
            </Button>
          </Alert>
        ) : (
          !isAtField(save.error) && <ProblemAlert error={save.error} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={unchanged || !valid}>
            {common("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
