// A certified OpenID provider (oidc-provider) as one authority's: everybody who types a login is that person. Stops when its input ends.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const input = JSON.parse(await new Promise(resolve => process.stdin.once("data", chunk => resolve(String(chunk)))));
const issuer = `http://127.0.0.1:${input.port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "portal", token_endpoint_auth_method: "none", redirect_uris: input.redirectUris, response_types: ["code"], grant_types: ["authorization_code", "refresh_token"],
    backchannel_logout_uri: input.backchannelLogoutUri, backchannel_logout_session_required: true, id_token_signed_response_alg: "RS256",
  }],
  clientBasedCORS: () => false,
  acrValues: ["urn:mfa"],
  claims: { acr: null, sid: null, auth_time: null, iss: null, openid: ["sub"], profile: ["name"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: "An Officer" }) }),
  extraTokenClaims: () => ({ roles: ["iro"], name: "An Officer", acr: "urn:mfa" }),
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  features: {
    devInteractions: { enabled: true },
    backchannelLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: "openid profile offline_access", audience: "boroughbridge", accessTokenTTL: 300, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } }),
    },
  },
  pkce: { required: () => true },
  ttl: { AccessToken: 300, IdToken: 300, Session: 3600, Grant: 3600, RefreshToken: 3600, Interaction: 600 },
  // Both ends are on this machine, and neither is of the internet.
  fetch: (url, options) => fetch(url, options),
});
const server = createServer(provider.callback()).listen(input.port, "127.0.0.1", () => console.log("ready"));
process.stdin.on("end", () => { server.closeAllConnections(); server.close(); process.exit(0); });
process.stdin.resume();
