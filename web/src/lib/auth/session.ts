import { create } from "zustand";
import { developmentProvider } from "./development";
import { SignedOut, type Person, type SignInProvider, type SignInSettings, type Token } from "./provider";

export type AuthState =
  | { kind: "starting" }
  | { kind: "signed-out" }
  | { kind: "signed-in"; person: Person }
  /** The sign-in ended and could not be renewed silently; what is on the screen stays there. */
  | { kind: "expired"; person: Person };

interface AuthStore {
  state: AuthState;
  settings: SignInSettings | null;
}

export const useAuth = create<AuthStore>(() => ({ state: { kind: "starting" }, settings: null }));

/** Renew so many seconds before the token ends. */
const AHEAD = 60;

let provider: SignInProvider | null = null;
let token: Token | null = null;
let renewal: Promise<Token> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let started: Promise<void> | null = null;

function hold(fresh: Token): void {
  token = fresh;
  useAuth.setState({ state: { kind: "signed-in", person: fresh.person } });
  clearTimeout(timer);
  const wait = Math.max(5, fresh.expiresAt - Date.now() / 1000 - AHEAD) * 1000;
  timer = setTimeout(() => void auth.renewed().catch(() => undefined), Math.min(wait, 2 ** 31 - 1));
}

async function start(): Promise<void> {
  const answered = await fetch("/console.json", { cache: "no-store" });
  if (!answered.ok) throw new Error(`console.json: HTTP ${answered.status}`);
  const { sign_in: settings } = (await answered.json()) as { sign_in: SignInSettings };
  provider =
    settings.kind === "oidc" ? (await import("./oidc")).oidcProvider(settings) : developmentProvider();
  useAuth.setState({ settings });
  const resumed = await provider.resume();
  if (resumed) hold(resumed);
  else useAuth.setState({ state: { kind: "signed-out" } });
}

/** The one sign-in of this page. The token lives in memory alone. */
export const auth = {
  /** Reads how one signs in here and takes up a sign-in that a reload interrupted; once, unless it failed. */
  start(): Promise<void> {
    started ??= start().catch((error: unknown) => {
      started = null;
      throw error;
    });
    return started;
  },

  /** Development login: become `person`. OIDC: leaves the page for the identity provider; `returnTo` is a path. */
  async signIn(returnTo: string, person?: Person): Promise<void> {
    const fresh = await provider!.signIn(returnTo, person);
    if (fresh) hold(fresh);
  },

  /** Ends the way back from the identity provider; returns the path to go on with. */
  async finish(): Promise<string> {
    const { fresh, returnTo } = await provider!.finish();
    hold(fresh);
    return returnTo;
  },

  async signOut(): Promise<void> {
    clearTimeout(timer);
    token = null;
    useAuth.setState({ state: { kind: "signed-out" } });
    await provider?.signOut();
  },

  /** A token that is good for now. Raises SignedOut. */
  async token(): Promise<string> {
    if (token && token.expiresAt - Date.now() / 1000 > 5) return token.value;
    return auth.renewed();
  },

  /** A fresh token, asked for once however many want it. Raises SignedOut where it takes a person. */
  async renewed(): Promise<string> {
    const { state } = useAuth.getState();
    if (state.kind === "signed-out" || state.kind === "starting" || !provider) throw new SignedOut();
    renewal ??= provider.renew().finally(() => (renewal = null));
    try {
      const fresh = await renewal;
      // Signed out, or somebody else, while it was under way.
      const now = useAuth.getState().state;
      if (now.kind === "signed-out" || now.kind === "starting") throw new SignedOut();
      hold(fresh);
      return fresh.value;
    } catch (error) {
      if (error instanceof SignedOut) {
        const now = useAuth.getState().state;
        if (now.kind === "signed-in") useAuth.setState({ state: { kind: "expired", person: now.person } });
      }
      throw error;
    }
  },
};

/** Who is signed in (also while the sign-in is expired); null before. */
export function usePerson(): Person | null {
  return useAuth(({ state }) =>
    state.kind === "signed-in" || state.kind === "expired" ? state.person : null,
  );
}
