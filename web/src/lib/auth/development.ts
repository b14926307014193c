import { Unreachable } from "@/lib/api/problems";
import type { Person, SignInProvider, Token } from "./provider";

/** Who was signed in, for a reload of this tab: a name, never a token. */
const KEY = "earmark.signin";

async function tokenFor(person: Person, remember: boolean): Promise<Token> {
  let answered: Response;
  try {
    answered = await fetch("/dev/token", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user: person.user, name: person.name, remember }),
    });
  } catch (error) {
    throw new Unreachable(undefined, { cause: error });
  }
  if (!answered.ok) throw new Unreachable(`/dev/token: HTTP ${answered.status}`);
  const body = (await answered.json()) as { access_token: string; expires_in: number };
  return { value: body.access_token, expiresAt: Date.now() / 1000 + body.expires_in, person };
}

function remembered(): Person | null {
  const kept = sessionStorage.getItem(KEY);
  return kept ? (JSON.parse(kept) as Person) : null;
}

/** The embedded stack's login: anybody may become anybody. */
export function developmentProvider(): SignInProvider {
  let current: Person | null = null;
  return {
    async resume() {
      current = remembered();
      return current && tokenFor(current, false);
    },
    async signIn(_returnTo, person) {
      if (!person) throw new Error("the development login needs a person");
      const fresh = await tokenFor(person, true);
      current = person;
      sessionStorage.setItem(KEY, JSON.stringify(person));
      return fresh;
    },
    finish: () => Promise.reject(new Error("the development login leaves no page")),
    renew() {
      if (!current) return Promise.reject(new Error("nobody signed in"));
      return tokenFor(current, false);
    },
    signOut() {
      current = null;
      sessionStorage.removeItem(KEY);
      return Promise.resolve();
    },
  };
}
