import type { LocalFile } from "./files";

/** Files of an `<input type="file">`, with their folders where a folder was chosen. */
export function filesOfInput(list: FileList | null): LocalFile[] {
  return [...(list ?? [])].map((file) => ({ path: pathOf(file.webkitRelativePath || file.name), file }));
}

/** Files of what was dropped, folders with all that is in them. To be called in the event itself. */
export async function filesOfDrop(transfer: DataTransfer): Promise<LocalFile[]> {
  // The list of items is empty once the event is over.
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found = await Promise.all(
    entries.map(async (entry): Promise<LocalFile[]> => {
      if (entry === null) return [];
      return entry instanceof File ? [{ path: pathOf(entry.name), file: entry }] : await filesOf(entry);
    }),
  );
  return found.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<LocalFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path: pathOf(entry.fullPath), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: LocalFile[] = [];
  for (;;) {
    // A reader gives a hundred entries at a time, and nothing at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return found;
    for (const inner of batch) found.push(...(await filesOf(inner)));
  }
}

/** As the service keeps it: composed characters, no slash in front. */
function pathOf(path: string): string {
  return path.replace(/^\/+/, "").normalize("NFC");
}
