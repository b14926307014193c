import { isProblem, isTemporary } from "@/lib/api/problems";
import { SignedOut } from "@/lib/auth/provider";
import { QueryClient } from "@tanstack/react-query";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A refusal stays one; only what may pass by itself is asked for again.
        retry: (failures, error) => isTemporary(error) && failures < 3,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 8000),
        staleTime: 5000,
        throwOnError: false,
        networkMode: "always",
      },
      mutations: {
        // The same Idempotency-Key cannot be sent twice from here, so a write is asked for again by the person.
        retry: false,
        networkMode: "always",
      },
    },
  });
}

/** What no page can do anything about: to be thrown to the nearest error page. */
export function isFatal(error: unknown): boolean {
  return isProblem(error, "not-found", "forbidden") || error instanceof SignedOut;
}
