import type { Right } from "@/lib/roles";
import { useWorkspace } from "@/lib/workspace";
import { NavLink } from "@mantine/core";
import { IconChecklist, IconDatabase, IconKeyboard, IconListDetails, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

const PLACES = [
  { path: "my-work", label: "myWork", Icon: IconChecklist, rights: [] },
  {
    path: "datasets",
    label: "datasets",
    Icon: IconDatabase,
    rights: ["create", "manage"],
    also: "processed-datasets",
  },
  { path: "tasks", label: "tasks", Icon: IconListDetails, rights: ["manage"] },
  { path: "members", label: "members", Icon: IconUsers, rights: [] },
  { path: "keyboard", label: "keyboard", Icon: IconKeyboard, rights: [] },
] as const satisfies readonly { path: string; rights: readonly Right[]; [more: string]: unknown }[];

/** The places of a workspace that the caller's role reaches. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation("shell");
  const workspace = useWorkspace();
  const { pathname } = useLocation();
  return (
    <nav aria-label={t("places")}>
      {PLACES.filter(({ rights }) => rights.length === 0 || rights.some((right) => workspace.can(right))).map(
        (place) => {
          const to = `/w/${workspace.id}/${place.path}`;
          const active =
            pathname.startsWith(to) ||
            ("also" in place && pathname.startsWith(`/w/${workspace.id}/${place.also}`));
          return (
            <NavLink
              key={place.path}
              component={Link}
              to={to}
              label={t(place.label)}
              leftSection={<place.Icon size={20} stroke={1.6} aria-hidden />}
              active={active}
              aria-current={active ? "page" : undefined}
              onClick={onNavigate}
              style={{ borderRadius: "var(--mantine-radius-md)" }}
            />
          );
        },
      )}
    </nav>
  );
}
