import { Guideline } from "@/components/Guideline";
import { PersonCircle } from "@/components/PersonCircle";
import type { Schemas, Task } from "@/lib/api/types";
import { count } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { ActionIcon, Badge, Button, Group, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowLeft, IconBook2, IconChecks } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { RestDialog } from "./RestDialog";

interface ReviewHeaderProps {
  task: Task;
  work: Schemas["ReviewServiceWorkView"] | undefined;
  onChanged: () => void;
}

export function ReviewHeader({ task, work, onChanged }: ReviewHeaderProps) {
  const { t } = useTranslation("review");
  const { id: workspace, can } = useWorkspace();
  const [restOpened, rest] = useDisclosure(false);
  const [guidelineOpened, guideline] = useDisclosure(false);
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group wrap="nowrap" gap="sm" miw={0}>
        <ActionIcon
          component={Link}
          to={`/w/${workspace}/my-work`}
          variant="subtle"
          color="gray"
          aria-label={t("leave")}
        >
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
        <Text component="h1" fw={650} truncate>
          {task.name}
        </Text>
        {work && (
          <Badge variant="light" style={{ flexShrink: 0 }} role="status">
            {t("left", { count: work.left, shown: count(work.left) })}
          </Badge>
        )}
      </Group>
      <Group wrap="nowrap" gap="xs">
        {task.guideline && (
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            leftSection={<IconBook2 size={16} aria-hidden />}
            onClick={guideline.open}
          >
            {t("guideline")}
          </Button>
        )}
        {can("review") && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconChecks size={16} aria-hidden />}
            onClick={rest.open}
          >
            {t("rest.button")}
          </Button>
        )}
        <PersonCircle />
      </Group>
      <RestDialog task={task} opened={restOpened} onClose={rest.close} onDone={onChanged} />
      <Modal
        opened={guidelineOpened}
        onClose={guideline.close}
        title={t("guideline")}
        size="lg"
        closeButtonProps={{ "aria-label": t("close", { ns: "common" }) }}
      >
        <Guideline source={task.guideline} />
      </Modal>
    </Group>
  );
}
