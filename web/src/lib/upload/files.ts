/** A file of this computer, and the path that it keeps in the dataset. */
export interface LocalFile {
  path: string;
  file: File;
}

export type FileKind = "audio" | "archive" | "manifest" | "other" | "litter";

const AUDIO = /\.(wav|wave|flac|mp3|ogg|oga|opus|aac|m4a|mp4|webm|aif|aiff|aifc|caf)$/i;
const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;
const MANIFEST = /\.(jsonl|ndjson|csv|tsv)$/i;
const LITTER = new Set(["thumbs.db", "desktop.ini"]);

/** What a file is, by its name, as an import sees it. */
export function kindOf(path: string): FileKind {
  const parts = path.split("/");
  if (parts.some((part) => part.startsWith(".") || part === "__MACOSX" || LITTER.has(part.toLowerCase())))
    return "litter";
  if (AUDIO.test(path)) return "audio";
  if (ARCHIVE.test(path)) return "archive";
  return MANIFEST.test(path) ? "manifest" : "other";
}

export interface Sorted {
  audio: LocalFile[];
  archives: LocalFile[];
  manifests: LocalFile[];
  /** Neither audio nor a manifest: an import would list each as failed. */
  others: LocalFile[];
}

/** Files by kind, each path once (the last one given stays), in the order of their paths; litter is left out. */
export function sortFiles(files: readonly LocalFile[]): Sorted {
  const byPath = new Map(files.map((one) => [one.path, one]));
  const sorted: Sorted = { audio: [], archives: [], manifests: [], others: [] };
  for (const one of [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const kind = kindOf(one.path);
    if (kind === "audio") sorted.audio.push(one);
    else if (kind === "archive") sorted.archives.push(one);
    else if (kind === "manifest") sorted.manifests.push(one);
    else if (kind === "other") sorted.others.push(one);
  }
  return sorted;
}

/** The file that is most likely the manifest: by its name, then the one nearest to the top. */
export function likelyManifest(manifests: readonly LocalFile[]): LocalFile | undefined {
  const rank = ({ path }: LocalFile) => {
    const name = path.split("/").at(-1)!.toLowerCase();
    const named = name.startsWith("manifest.") ? 0 : name.startsWith("metadata.") ? 1 : 2;
    return named * 1000 + path.split("/").length;
  };
  return [...manifests].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1))[0];
}

/** A name for the dataset: the folder or archive that all of it lies in. */
export function likelyName(files: readonly LocalFile[]): string {
  const tops = new Set(files.map(({ path }) => (path.includes("/") ? path.split("/")[0]! : "")));
  const [top] = tops;
  if (tops.size === 1 && top) return top;
  return files.length === 1 ? files[0]!.path.replace(ARCHIVE, "").replace(/\.[^.]+$/, "") : "";
}

export function bytesOf(files: readonly LocalFile[]): number {
  return files.reduce((sum, { file }) => sum + file.size, 0);
}
