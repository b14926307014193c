import { Unreachable } from "@/lib/api/problems";
import {
  ErrorResponse,
  InMemoryWebStorage,
  UserManager,
  WebStorageStateStore,
  type User,
} from "oidc-client-ts";
import { SignedOut, type SignInProvider, type SignInSettings, type Token } from "./provider";

/** That this tab was signed in, so that a reload asks the identity provider silently; no token is kept. */
const KEY = "earmark.signin";

function tokenOf(user: User): Token {
  const { sub, name } = user.profile;
  return {
    value: user.access_token,
    expiresAt: user.expires_at ?? Date.now() / 1000 + 300,
    person: { user: sub, name: name ?? sub },
  };
}

/** OpenID Connect with the authorization code flow and PKCE. Tokens stay in memory; a reload renews silently. */
export function oidcProvider(settings: Extract<SignInSettings, { kind: "oidc" }>): SignInProvider {
  const manager = new UserManager({
    authority: settings.authority,
    client_id: settings.client_id,
    scope: settings.scope,
    redirect_uri: `${location.origin}/signin/callback`,
    silent_redirect_uri: `${location.origin}/signin/silent`,
    post_logout_redirect_uri: `${location.origin}/signin`,
    automaticSilentRenew: false,
    // The code verifier has to outlive the way to the identity provider and back; tokens do not.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });

  async function renew(): Promise<Token> {
    let user: User | null;
    try {
      user = await manager.signinSilent();
    } catch (error) {
      if (error instanceof ErrorResponse) throw new SignedOut(undefined, { cause: error });
      throw new Unreachable(undefined, { cause: error });
    }
    if (!user) throw new SignedOut();
    return tokenOf(user);
  }

  return {
    async resume() {
      if (sessionStorage.getItem(KEY) === null || location.pathname.startsWith("/signin/")) return null;
      try {
        return await renew();
      } catch (error) {
        if (error instanceof SignedOut) return null;
        throw error;
      }
    },
    async signIn(returnTo) {
      await manager.signinRedirect({ state: returnTo });
      return null;
    },
    async finish() {
      const user = await manager.signinRedirectCallback();
      sessionStorage.setItem(KEY, "oidc");
      const returnTo = typeof user.state === "string" && /^\/(?!\/)/.test(user.state) ? user.state : "/";
      return { fresh: tokenOf(user), returnTo };
    },
    renew,
    async signOut() {
      sessionStorage.removeItem(KEY);
      await manager.removeUser();
      // Not every provider has a place to sign out at.
      if ((await manager.metadataService.getMetadata()).end_session_endpoint) await manager.signoutRedirect();
    },
  };
}

/** In the hidden frame of a silent renewal: hands the answer to the page around it. */
export async function finishSilently(): Promise<void> {
  await new UserManager({ authority: "", client_id: "", redirect_uri: "" }).signinSilentCallback();
}
