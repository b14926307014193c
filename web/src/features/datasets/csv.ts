/** One line of RFC 4180; a text that a spreadsheet would run as a formula gets an apostrophe. */
export function csvLine(values: readonly (string | number | null)[]): string {
  const cells = values.map((value) => {
    if (value === null) return "";
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${cells.join(",")}\r\n`;
}

/** Gives the person a file that was made here. */
export function saveFile(name: string, type: string, ...content: string[]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(content, { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
