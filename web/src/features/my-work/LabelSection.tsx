import { useWorkspace } from "@/lib/workspace";
import { LazyTransferDialog } from "@/components/transfer/LazyTransferDialog";
import { ActionIcon, Alert, Group, Menu } from "@mantine/core";
import { IconArrowsExchange, IconCircleCheck, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Continue } from "./Continue";
import { handsOut, type LabelWork } from "./work";
import { WorkCard } from "./WorkCard";
import { WorkSection } from "./WorkSection";

/** One's own labeling, task by task. */
export function LabelSection({ work, first }: { work: LabelWork[]; first: string | null }) {
  const { t } = useTranslation("work");
  const allLabeled = work.every(({ left, queue }) => left === 0 && queue.held === 0);
  return (
    <WorkSection
      title={t("label.title")}
      above={
        <div role="status">
          {allLabeled && (
            <Alert color="green" icon={<IconCircleCheck aria-hidden />} title={t("label.allLabeled")} mb="sm">
              {t("label.allLabeledText")}
            </Alert>
          )}
        </div>
      }
    >
      {work.map((each) => (
        <LabelCard key={each.task.id} work={each} first={each.task.id === first} />
      ))}
    </WorkSection>
  );
}

function LabelCard({ work: { task, queue, left }, first }: { work: LabelWork; first: boolean }) {
  const { t } = useTranslation("work");
  const workspace = useWorkspace();
  const [transfers, setTransfers] = useState(false);
  const message = useLabelMessage({ task, queue, left });
  const canGoOn = handsOut(task) && left > 0;
  return (
    <WorkCard
      task={task}
      facts={[
        { label: t("label.rework"), value: queue.open.rework, strong: true },
        { label: t("label.open"), value: queue.open.fresh + queue.open.draft },
        { label: t("label.submitted"), value: queue.submitted },
        { label: t("label.done"), value: queue.done },
      ]}
      message={message}
      action={
        <Group gap="xs" wrap="nowrap">
          {canGoOn && (
            <Continue to={`/w/${workspace.id}/tasks/${task.id}/label`} task={task.name} first={first} />
          )}
          {left > 0 && (
            <>
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="subtle" color="gray" aria-label={t("label.more", { task: task.name })}>
                    <IconDots size={18} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item
                    leftSection={<IconArrowsExchange size={16} aria-hidden />}
                    onClick={() => setTransfers(true)}
                  >
                    {t("label.handOver")}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
              <LazyTransferDialog
                kind="assignments"
                task={task.id}
                from={queue.annotator}
                fixedFrom
                opened={transfers}
                onClose={() => setTransfers(false)}
              />
            </>
          )}
        </Group>
      }
    />
  );
}

function useLabelMessage({ task, queue, left }: LabelWork): string | null {
  const { t } = useTranslation("work");
  if (task.state === "stopped") return t("label.stopped");
  if (task.state === "preparing") return t("label.preparing");
  if (task.state === "failed") return t("label.failed");
  if (queue.held > 0) return t("label.held");
  if (left > 0) return queue.open.rework > 0 ? t("label.reworkFirst") : null;
  if (queue.submitted > 0) return t("label.waits");
  return t("label.allDone");
}
