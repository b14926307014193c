/** Which records of a dataset, in which order. */
export interface RecordsQuery {
  /** `ordinal`, `name` or a measured fact; `-` before it for descending. */
  sort: string;
  /** A part of the audio name. */
  name: string;
  /** By `min_<fact>` and `max_<fact>`. */
  bounds: Readonly<Record<string, number>>;
}

const BOUND = /^(min|max)_(seconds|sample_rate|channels|loudness_lufs|peak_dbfs|clipped_share|silence_share|bandwidth_hz)$/; // prettier-ignore

/** What an address asks for. */
export function readQuery(search: URLSearchParams): RecordsQuery {
  const bounds: Record<string, number> = {};
  for (const [key, value] of search)
    if (BOUND.test(key) && value.trim() !== "" && Number.isFinite(Number(value))) bounds[key] = Number(value);
  return { sort: search.get("sort") ?? "ordinal", name: search.get("name") ?? "", bounds };
}

/** The address with another query; what else it says stays. */
export function writeQuery(search: URLSearchParams, query: RecordsQuery): URLSearchParams {
  const next = new URLSearchParams([...search].filter(([key]) => !BOUND.test(key)));
  next.delete("sort");
  next.delete("name");
  if (query.sort !== "ordinal") next.set("sort", query.sort);
  if (query.name) next.set("name", query.name);
  for (const [key, value] of Object.entries(query.bounds)) next.set(key, String(value));
  return next;
}

/** Whether any row can be asked for by its number: all records, in their own order or from the end. */
export function isWindowed({ sort, name, bounds }: RecordsQuery): boolean {
  return (sort === "ordinal" || sort === "-ordinal") && !name && Object.keys(bounds).length === 0;
}

export const WINDOW = 100;

/** The windows of records that hold rows first to last, in the order asked for. */
export function windowsOf(first: number, last: number, rowCount: number, descending: boolean): number[] {
  if (rowCount === 0) return [];
  const ordinals = [first, last].map((row) =>
    ordinalAt(Math.max(0, Math.min(rowCount - 1, row)), rowCount, descending),
  );
  const [from, to] = [Math.min(...ordinals), Math.max(...ordinals)];
  const windows: number[] = [];
  for (let at = Math.floor(from / WINDOW); at <= Math.floor(to / WINDOW); at++) windows.push(at);
  return windows;
}

/** The ordinal of the record in a row. */
export function ordinalAt(row: number, rowCount: number, descending: boolean): number {
  return descending ? rowCount - 1 - row : row;
}
