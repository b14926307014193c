import { createBrowserRouter, type RouteObject } from "react-router";
import { withMore } from "@/lib/more";
import { ErrorPage, NotFoundPage } from "./ErrorPage";
import { Home } from "./Home";
import { RequireSession } from "./RequireSession";
import { Shell } from "./shell/Shell";
import { WorkspaceGate } from "./WorkspaceGate";
import type { Right } from "@/lib/roles";
import { Allowed } from "./Allowed";
import type { ComponentType } from "react";

type Page = () => Promise<{ Component: ComponentType }>;

/** A page of a workspace that comes with all texts and styles; `rights`: any of them is enough. */
function page(path: string, load: Page, ...rights: Right[]): RouteObject {
  return firstPage(path, () => withMore(load), ...rights);
}

/** A page that is there at once: with the first texts and styles alone. */
function firstPage(path: string, load: Page, ...rights: Right[]): RouteObject {
  return {
    path,
    ...(rights.length ? { element: <Allowed rights={rights} /> } : {}),
    errorElement: <ErrorPage />,
    children: [{ index: true, lazy: load, errorElement: <ErrorPage /> }],
  };
}

const inShell: RouteObject[] = [
  firstPage("my-work", () => import("@/features/my-work/MyWorkPage")),
  page("datasets", () => import("@/features/datasets/DatasetsPage"), "create", "manage"),
  page("datasets/import", () => import("@/features/datasets/ImportPage"), "create"),
  page("datasets/:dataset", () => import("@/features/datasets/DatasetPage"), "create", "manage"),
  page("processed-datasets", () => import("@/features/processed/ProcessedPage"), "manage"),
  page("processed-datasets/:processed", () => import("@/features/processed/ProcessedDatasetPage"), "manage"),
  page("tasks", () => import("@/features/tasks/TasksPage"), "manage"),
  page("tasks/new", () => import("@/features/create-task/CreateTaskPage"), "create"),
  page("tasks/:task", () => import("@/features/tasks/TaskPage")),
  page("members", () => import("@/features/members/MembersPage")),
  page("keyboard", () => import("@/features/keyboard/KeyboardPage")),
];

/** Pages that take the whole window. */
const wholeWindow: RouteObject[] = [
  page("tasks/:task/label", () => import("@/features/workbench/WorkbenchPage"), "label"),
  page("tasks/:task/records/:assignment", () => import("@/features/tasks/records/page/RecordPage"), "manage"),
  page("tasks/:task/review", () => import("@/features/review/ReviewPage"), "review", "manage"),
];

export function createRouter() {
  return createBrowserRouter([
    {
      errorElement: <ErrorPage />,
      hydrateFallbackElement: <></>,
      children: [
        { path: "/signin", lazy: () => import("@/features/sign-in/SignInPage") },
        { path: "/signin/callback", lazy: () => import("@/features/sign-in/CallbackPage") },
        { path: "/signin/silent", lazy: () => import("@/features/sign-in/SilentPage") },
        {
          element: <RequireSession />,
          children: [
            { index: true, element: <Home /> },
            { path: "/spaces", lazy: () => import("@/features/spaces/SpacesPage") },
            {
              path: "/w/:workspace",
              element: <WorkspaceGate />,
              errorElement: <ErrorPage />,
              children: [
                { element: <Shell />, children: [...inShell, { path: "*", element: <NotFoundPage /> }] },
                ...wholeWindow,
              ],
            },
          ],
        },
        { path: "*", element: <NotFoundPage /> },
      ],
    },
  ]);
}
