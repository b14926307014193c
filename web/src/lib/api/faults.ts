import { isProblem } from "./problems";

/** What a refusal says about the field at a JSON pointer (and below it), to be shown at that field. */
export function faultAt(error: unknown, pointer: string): string | undefined {
  if (!isProblem(error, "invalid-request")) return undefined;
  const messages = error.faults
    .filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`))
    .map(({ message }) => message);
  return messages.length ? messages.join("; ") : undefined;
}

/** The refusal, unless all of it is shown at the fields of these pointers. */
export function restOf(error: unknown, ...pointers: string[]): unknown {
  if (!isProblem(error, "invalid-request") || error.faults.length === 0) return error;
  const shown = error.faults.every((fault) =>
    pointers.some((pointer) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`)),
  );
  return shown ? null : error;
}
