import type { paths } from "@/generated/api";

type Query = paths["/api/v1/assignments"]["get"]["parameters"]["query"];

/** States of the table's filter: an open record also by its kind. */
export const PLACES = ["open", "fresh", "draft", "rework", "submitted", "done"] as const;
export type Place = (typeof PLACES)[number];

export const MARKS = ["approved", "rejected", "unusable", "again"] as const;
/** What became of a record: its last verdict, declared unusable, or submitted more than once. */
export type Mark = (typeof MARKS)[number];

export const ORDERS = ["ordinal", "-ordinal", "submitted_at", "-submitted_at", "queue"] as const;
export type Order = (typeof ORDERS)[number];

export interface RecordFilters {
  words: string;
  place: Place | null;
  mark: Mark | null;
  annotator: string | null;
  order: Order;
}

/** What the address asks for; what it does not know is left out. */
export function filtersOf(params: URLSearchParams): RecordFilters {
  const annotator = params.get("annotator");
  const order = ORDERS.find((each) => each === params.get("sort")) ?? "ordinal";
  return {
    words: params.get("q") ?? "",
    place: PLACES.find((each) => each === params.get("state")) ?? null,
    mark: MARKS.find((each) => each === params.get("only")) ?? null,
    annotator,
    // One queue has an order; all of them together have none.
    order: order === "queue" && !annotator ? "ordinal" : order,
  };
}

/** What the address says of the table, to be carried along to a record and back. */
function carried(params: URLSearchParams): URLSearchParams {
  return new URLSearchParams(
    [...params].filter(([key]) => ["q", "state", "only", "annotator", "sort"].includes(key)),
  );
}

/** The page of one of the records, with the table's filters. */
export function recordPath(workspace: string, task: string, id: string, params: URLSearchParams): string {
  const filters = carried(params).toString();
  return `/w/${workspace}/tasks/${task}/records/${id}${filters && `?${filters}`}`;
}

/** The table as it was filtered. */
export function tablePath(workspace: string, task: string, params: URLSearchParams): string {
  const filters = carried(params).toString();
  return `/w/${workspace}/tasks/${task}?tab=records${filters && `&${filters}`}`;
}

/** What to ask the API for. */
export function queryOf(task: string, { words, place, mark, annotator, order }: RecordFilters): Query {
  const kind = place === "fresh" || place === "draft" || place === "rework" ? place : undefined;
  return {
    task,
    values: true,
    limit: 100,
    sort: order,
    ...(words.trim() ? { search: words.trim().slice(0, 200) } : {}),
    ...(kind ? { state: "open", kind } : place ? { state: place as "open" | "submitted" | "done" } : {}),
    ...(annotator ? { annotator } : {}),
    ...(mark === "approved" || mark === "rejected" ? { verdict: mark } : {}),
    ...(mark === "unusable" ? { unusable: true } : {}),
    ...(mark === "again" ? { round_min: 2 } : {}),
  };
}
