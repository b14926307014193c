import type { AnnotationItem } from "@/lib/api/types";

export type Kind = AnnotationItem["kind"];
export const KINDS = ["choice", "text", "segments", "rating", "number"] as const satisfies readonly Kind[];

/** A value of a closed list while it is edited; what is empty is not there. */
export interface EditedOption {
  /** For React, and for nothing else. */
  id: string;
  value: string;
  label: string;
  hotkey: string;
  color: string;
}

/** An annotation item while it is edited: every kind's fields, so that changing the kind loses nothing. */
export interface EditedItem {
  /** For React, and for nothing else. */
  id: string;
  kind: Kind;
  name: string;
  /** The name is made of the title, until somebody gives it one of its own. */
  nameFollows: boolean;
  title: string;
  help: string;
  required: boolean;
  prefill: string;
  /** Target (a step of a rating, `focus`) to key; options have their own. */
  hotkeys: Record<string, string>;
  options: EditedOption[];
  multiple: boolean;
  language: string;
  maxLength: number | null;
  pattern: string;
  from: number | null;
  to: number | null;
  minimum: number | null;
  maximum: number | null;
  unit: string;
  whole: boolean;
  text: "no" | "may" | "must";
  speakers: "no" | "any" | "list";
  speakerNames: string[];
  overlap: boolean;
  minimumSeconds: number | null;
  attributes: EditedItem[];
}

let made = 0;
/** An id that no other edited thing has, also after a reload. */
export const freshId = (): string => `${Date.now().toString(36)}-${(made++).toString(36)}`;

export function newOption(more: Partial<EditedOption> = {}): EditedOption {
  return { id: freshId(), value: "", label: "", hotkey: "", color: "", ...more };
}

export function newItem(kind: Kind, more: Partial<EditedItem> = {}): EditedItem {
  return {
    id: freshId(),
    kind,
    name: "",
    nameFollows: true,
    title: "",
    help: "",
    required: true,
    prefill: "",
    hotkeys: {},
    options: kind === "choice" || kind === "segments" ? [newOption(), newOption()] : [],
    multiple: false,
    language: "",
    maxLength: null,
    pattern: "",
    from: 1,
    to: 5,
    minimum: null,
    maximum: null,
    unit: "",
    whole: false,
    text: "no",
    speakers: "no",
    speakerNames: [],
    overlap: true,
    minimumSeconds: null,
    attributes: [],
    ...more,
  };
}

/** A name that programs can use, made of a title. */
export function nameOf(title: string): string {
  const plain = title
    .normalize("NFC")
    .trim()
    .toLowerCase()
    .replace(/[^\p{ID_Continue}-]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  const name = /^[\p{ID_Start}_]/u.test(plain) ? plain : plain && `_${plain}`;
  return Array.from(name).slice(0, 64).join("");
}

/** `name`, or with a number behind it where others have it already. */
export function freeName(name: string, others: readonly string[]): string {
  if (!others.includes(name)) return name;
  for (let n = 2; ; n++) if (!others.includes(`${name}_${n}`)) return `${name}_${n}`;
}
