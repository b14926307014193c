import type { Schemas } from "@/lib/api/types";

export type Format = Schemas["GenerationBody"]["formats"][number];
export type Scope = "all" | "done";

export const FORMATS = ["jsonl", "csv", "audiofolder"] as const satisfies readonly Format[];

/** One part of a split, its share in percent. */
export interface SplitRow {
  name: string;
  percent: number | "";
}

export interface GenerateSettings {
  scope: Scope;
  formats: readonly Format[];
  audio: boolean;
  unusable: boolean;
  /** Empty: no split. */
  split: readonly SplitRow[];
  seed: number | "";
  license: string;
}

export const DEFAULT_SPLIT: readonly SplitRow[] = [
  { name: "train", percent: 80 },
  { name: "test", percent: 20 },
];

export function startingSettings(completed: boolean): GenerateSettings {
  return {
    scope: completed ? "all" : "done",
    formats: ["jsonl"],
    audio: false,
    unusable: false,
    split: [],
    seed: 0,
    license: "",
  };
}

const SPLIT_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
const LICENSE = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$/;

export interface SettingsFaults {
  formats?: "none";
  split?: "sum";
  /** By row of the split. */
  rows: readonly ("name" | "twice" | "share" | null)[];
  license?: "spelling";
}

/** The sum of a split's shares, rounded to what is shown. */
export function splitSum(split: readonly SplitRow[]): number {
  return Math.round(split.reduce((sum, { percent }) => sum + (percent || 0), 0) * 100) / 100;
}

/** What is not right yet; the API checks all of it again. */
export function faultsOf(settings: GenerateSettings): SettingsFaults {
  const names = settings.split.map(({ name }) => name.trim());
  const rows = settings.split.map(({ percent }, index) => {
    const name = names[index]!;
    if (!SPLIT_NAME.test(name)) return "name";
    if (names.indexOf(name) !== index) return "twice";
    return percent === "" || percent <= 0 ? "share" : null;
  });
  return {
    rows,
    ...(settings.formats.length === 0 && { formats: "none" as const }),
    ...(settings.split.length > 0 && splitSum(settings.split) !== 100 && { split: "sum" as const }),
    ...(settings.license.trim() !== "" &&
      !LICENSE.test(settings.license.trim()) && { license: "spelling" as const }),
  };
}

export function isRight(faults: SettingsFaults): boolean {
  return !faults.formats && !faults.split && !faults.license && faults.rows.every((row) => row === null);
}

/** The request, as the API takes it. */
export function generationOf(task: string, settings: GenerateSettings): Schemas["GenerationBody"] {
  return {
    task,
    scope: settings.scope,
    formats: [...settings.formats],
    options: {
      audio: settings.audio,
      unusable: settings.unusable,
      split: settings.split.length
        ? Object.fromEntries(settings.split.map(({ name, percent }) => [name.trim(), (percent || 0) / 100]))
        : null,
      seed: settings.seed || 0,
      license: settings.license.trim() || null,
    },
  };
}
