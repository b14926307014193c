import { useWorkspace } from "@/lib/workspace";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import classes from "./DatasetTabs.module.css";

/** The two kinds of datasets, each a page of its own. */
export function DatasetTabs() {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  return (
    <nav className={classes.tabs} aria-label={t("tabs.label")}>
      <NavLink end className={classes.tab} to={`/w/${workspace.id}/datasets`}>
        {t("tabs.raw")}
      </NavLink>
      {workspace.can("manage") && (
        <NavLink end className={classes.tab} to={`/w/${workspace.id}/processed-datasets`}>
          {t("tabs.processed")}
        </NavLink>
      )}
    </nav>
  );
}
