/** The first lines of a manifest, as a table. */
export interface ManifestPreview {
  columns: string[];
  rows: string[][];
  /** Why it would not work as a manifest. */
  fault: "empty" | "no-audio-name" | "not-json" | null;
}

const NAME = "audio_name";
const MOST_COLUMNS = 8;

/** Reads the beginning of a manifest; `text` may end within a line unless `whole`. */
export function previewManifest(path: string, text: string, whole: boolean, lines = 5): ManifestPreview {
  const all = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const complete = (whole ? all : all.slice(0, -1)).filter((line) => line.trim());
  if (complete.length === 0) return { columns: [], rows: [], fault: "empty" };
  return /\.(csv|tsv)$/i.test(path) ? csv(complete, lines) : jsonl(complete, lines);
}

function jsonl(all: string[], lines: number): ManifestPreview {
  const objects: Record<string, unknown>[] = [];
  for (const line of all.slice(0, lines)) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null && !Array.isArray(value))
        objects.push(value as Record<string, unknown>);
    } catch {
      // counted below: a manifest may have a broken line, but not only such
    }
  }
  if (objects.length === 0) return { columns: [], rows: [], fault: "not-json" };
  const named = objects.some((object) => typeof object[NAME] === "string");
  const columns = [...new Set([...(named ? [NAME] : []), ...objects.flatMap(Object.keys)])];
  const shown = columns.slice(0, MOST_COLUMNS);
  const rows = objects.map((object) => shown.map((column) => cell(object[column])));
  return { columns: shown, rows, fault: named ? null : "no-audio-name" };
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function csv(all: string[], lines: number): ManifestPreview {
  const bare = all[0]!.split('"').filter((_, index) => index % 2 === 0).join(""); // prettier-ignore
  const amount = (delimiter: string) => bare.split(delimiter).length;
  const delimiter = [",", ";", "\t", "|"].reduce((best, one) => (amount(one) > amount(best) ? one : best));
  const rows = all.slice(0, lines + 1).map((line) => fieldsOf(line, delimiter));
  const columns = rows[0]!.map((name) => name.trim());
  const shown = columns.slice(0, MOST_COLUMNS);
  return {
    columns: shown,
    rows: rows.slice(1).map((row) => row.slice(0, MOST_COLUMNS)),
    fault: columns.includes(NAME) ? null : "no-audio-name",
  };
}

function fieldsOf(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (quoted && character === '"' && line[at + 1] === '"') {
      field += '"';
      at++;
    } else if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      fields.push(field);
      field = "";
    } else field += character;
  }
  return [...fields, field];
}
