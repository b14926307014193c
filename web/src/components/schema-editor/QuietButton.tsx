import { ActionIcon } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./schema-editor.module.css";

interface QuietButtonProps {
  label: string;
  icon: ReactNode;
  color?: "gray" | "red";
  disabled?: boolean;
  onClick: () => void;
}

/** What is done with an item or an option beside it: an icon that stays in the background. */
export function QuietButton({ label, icon, color = "gray", disabled, onClick }: QuietButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      className={classes.quiet}
      color={color}
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      {icon}
    </ActionIcon>
  );
}
