import { PersonCircle } from "@/components/PersonCircle";
import type { SaveStatus } from "@/lib/drafts/types";
import { count } from "@/lib/format";
import type { ActionId } from "@/lib/keymap/actions";
import { ActionIcon, Group, Text, Title, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconHelp, IconHistory, IconLayoutSidebar, IconNotebook } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { PageActions } from "./bench";
import { useKeyText } from "./useKeyText";
import { SaveState } from "./SaveState";

interface HeaderProps {
  /** Where the way back leads. */
  back: string;
  task: string;
  record: string | null;
  left: number | null;
  total: number | null;
  status: SaveStatus | null;
  hasGuideline: boolean;
  hasHistory: boolean;
  page: Pick<PageActions, "openHelp" | "togglePanel" | "toggleQueue">;
}

/** A slim line: where one is, how much is left, how safe the work is, and help. */
export function Header(props: HeaderProps) {
  const { back, task, record, left, total, status, hasGuideline, hasHistory, page } = props;
  const { t } = useTranslation("workbench");
  return (
    <Group component="header" h={48} px="sm" gap="sm" wrap="nowrap" className="workbench-header">
      <Tooltip label={t("back")}>
        <ActionIcon component={Link} to={back} variant="subtle" color="gray" size={32} aria-label={t("back")}>
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <HeaderButton name={t("queue.toggle")} action="record.queue" onClick={page.toggleQueue}>
        <IconLayoutSidebar size={20} aria-hidden />
      </HeaderButton>
      <Title order={1} size="h5" lineClamp={1} style={{ flexShrink: 1, overflowWrap: "anywhere" }}>
        {task}
      </Title>
      {record && (
        <Text size="sm" c="dimmed" truncate miw={60} title={record}>
          {record}
        </Text>
      )}
      <Group gap="sm" ml="auto" wrap="nowrap" style={{ flexShrink: 0 }}>
        {left !== null && (
          <Text size="sm" className="numbers" data-testid="left">
            {total === null
              ? t("left", { left: count(left) })
              : t("leftOf", { left: count(left), total: count(total) })}
          </Text>
        )}
        {status && <SaveState status={status} />}
        {hasGuideline && (
          <HeaderButton
            name={t("guideline.name")}
            action="record.guideline"
            onClick={() => page.togglePanel("guideline")}
          >
            <IconNotebook size={20} aria-hidden />
          </HeaderButton>
        )}
        {hasHistory && (
          <HeaderButton
            name={t("history.name")}
            action="record.history"
            onClick={() => page.togglePanel("history")}
          >
            <IconHistory size={20} aria-hidden />
          </HeaderButton>
        )}
        <HeaderButton name={t("help.name")} action="record.help" onClick={page.openHelp}>
          <IconHelp size={20} aria-hidden />
        </HeaderButton>
        <PersonCircle />
      </Group>
    </Group>
  );
}

function HeaderButton(props: { name: string; action: ActionId; onClick: () => void; children: ReactNode }) {
  const key = useKeyText(props.action);
  return (
    <Tooltip label={key ? `${props.name} (${key})` : props.name}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={props.name} onClick={props.onClick}>
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
