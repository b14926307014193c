/** Who somebody is: the token's `sub`, and what it calls them. */
export interface Person {
  user: string;
  name: string;
}

export interface Token {
  value: string;
  /** Unix time in seconds. */
  expiresAt: number;
  person: Person;
}

export type SignInSettings =
  { kind: "development" } | { kind: "oidc"; authority: string; client_id: string; scope: string };

/** A way to sign in. */
export interface SignInProvider {
  /** Takes up an earlier sign-in of this tab without asking anybody; null where there is none. */
  resume(): Promise<Token | null>;
  /** Null where the page is left for another one. */
  signIn(returnTo: string, person?: Person): Promise<Token | null>;
  /** The way back from another page. */
  finish(): Promise<{ fresh: Token; returnTo: string }>;
  /** A fresh token without asking anybody. Raises SignedOut where that takes a person, Unreachable where no answer came. */
  renew(): Promise<Token>;
  signOut(): Promise<void>;
}

/** Nobody is signed in, or the sign-in ended and it takes a person to renew it. */
export class SignedOut extends Error {
  override readonly name = "SignedOut";
}
