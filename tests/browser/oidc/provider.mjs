// A real OpenID provider for a test: authorization code with PKCE, anybody may be anybody.
// Arguments: where to listen, how many seconds an access token is good for, where node_modules are.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , port, seconds, modules] = process.argv;
const found = createRequire(`${modules}/any.js`).resolve("oidc-provider");
const { Provider } = await import(pathToFileURL(found).href);

const AUDIENCE = "earmark";
const CLIENT = "earmark-console";
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT,
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code"],
      response_types: ["code"],
      redirect_uris: ["http://127.0.0.1/signin/callback"],
      post_logout_redirect_uris: ["http://127.0.0.1/signin"],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["name"] },
  conformIdTokenClaims: false,
  clientBasedCORS: () => true,
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} of the organization` }) }),
  extraTokenClaims: (_context, token) => ({ name: `${token.accountId} of the organization` }),
  features: {
    resourceIndicators: {
      enabled: true,
      defaultResource: () => `urn:${AUDIENCE}`,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "openid profile",
        audience: AUDIENCE,
        accessTokenFormat: "jwt",
        accessTokenTTL: Number(seconds),
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
  ttl: { AccessToken: Number(seconds), IdToken: 3600, Session: 3600, Grant: 3600, Interaction: 3600 },
});

// The console's port is known only when it runs: any of this machine's is good, and only our two paths.
provider.Client.prototype.redirectUriAllowed = (uri) => /^http:\/\/127\.0\.0\.1:\d+\/signin\/(callback|silent)$/.test(uri);
provider.Client.prototype.postLogoutRedirectUriAllowed = (uri) => /^http:\/\/127\.0\.0\.1:\d+\/signin$/.test(uri);

const server = provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
process.stdin.resume().on("end", () => server.close(() => process.exit(0)));
