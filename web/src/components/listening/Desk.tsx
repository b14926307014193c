import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./listening.module.css";

interface DeskProps {
  children: ReactNode;
  /** What stands at the right, and what it is called. */
  aside: ReactNode;
  asideName: string;
}

/** A record with what was said of it, and beside that what became of it. */
export function Desk({ children, aside, asideName }: DeskProps) {
  return (
    <div className={classes.desk}>
      <Stack gap="sm" miw={0}>
        {children}
      </Stack>
      <Stack gap="sm" miw={0} component="aside" aria-label={asideName}>
        {aside}
      </Stack>
    </div>
  );
}
