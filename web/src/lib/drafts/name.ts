/** Of the database in the browser. */
export const DATABASE = "earmark-drafts";

/** Whether somebody ever edited in this browser: else there is nothing unsent, and nothing to load to send it. */
export async function everEdited(): Promise<boolean> {
  if (!("databases" in indexedDB)) return true;
  return (await indexedDB.databases()).some(({ name }) => name === DATABASE);
}
