/** A place in what was sent, and what is wrong with it. */
export interface FieldFault {
  pointer: string;
  message: string;
  item?: string;
  rule?: string;
  in?: string;
}

interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  correlation_id?: string;
  errors?: FieldFault[];
  [fact: string]: unknown;
}

/** A refusal of the API: RFC 9457 problem details. `slug` is the last part of its type, for example `not-found`. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly slug: string;
  readonly title: string;
  readonly detail: string;
  readonly correlationId: string | undefined;
  readonly faults: readonly FieldFault[];

  readonly status: number;
  readonly facts: Readonly<ProblemBody>;

  constructor(status: number, facts: Readonly<ProblemBody>) {
    super(facts.detail ?? facts.title ?? `HTTP ${status}`);
    this.status = status;
    this.facts = facts;
    this.slug = (facts.type ?? "").split("/").at(-1) || "internal";
    this.title = facts.title ?? "";
    this.detail = facts.detail ?? "";
    this.correlationId = facts.correlation_id;
    this.faults = facts.errors ?? [];
  }
}

/** No answer came: the server or the network is away. Nothing is known about what was asked. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** Whether an error is a problem of one of these types; of any type where none is named. */
export function isProblem(error: unknown, ...slugs: string[]): error is Problem {
  return error instanceof Problem && (slugs.length === 0 || slugs.includes(error.slug));
}

/** Whether it is worth asking again later: no answer, or the server says that it is busy. */
export function isTemporary(error: unknown): boolean {
  return (
    error instanceof Unreachable ||
    (error instanceof Problem && (error.status >= 500 || error.status === 429))
  );
}

/** Reads a refusal's body, whatever it is. */
export async function problemOf(response: Response): Promise<Problem> {
  try {
    const body: unknown = await response.clone().json();
    if (typeof body === "object" && body !== null) return new Problem(response.status, body as ProblemBody);
  } catch {
    // not JSON: some proxy's own page
  }
  return new Problem(response.status, {});
}

/** What is wrong at a field: the messages of a refusal's faults at a JSON pointer or below it. */
export function faultAt(error: unknown, pointer: string): string | undefined {
  if (!isProblem(error)) return undefined;
  const found = error.faults.filter(
    (fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`),
  );
  return found.length ? found.map((fault) => fault.message).join("; ") : undefined;
}
