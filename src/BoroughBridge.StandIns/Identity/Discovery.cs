using Microsoft.AspNetCore.Http;

namespace BoroughBridge.StandIns.Identity;

/// <summary>What an issuer says of itself (OpenID Connect Discovery 1.0) and its public keys.</summary>
internal static class Discovery
{
    public static IResult Document(Issuer issuer) => Results.Json(new Dictionary<string, object>
    {
        ["issuer"] = issuer.Name,
        ["authorization_endpoint"] = issuer.Name + "/authorize",
        ["token_endpoint"] = issuer.Name + "/token",
        ["jwks_uri"] = issuer.Name + "/jwks",
        ["end_session_endpoint"] = issuer.Name + "/end-session",
        ["backchannel_logout_supported"] = true,
        ["backchannel_logout_session_supported"] = true,
        ["response_types_supported"] = (string[])["code"],
        ["response_modes_supported"] = (string[])["query"],
        ["grant_types_supported"] = (string[])["authorization_code", "refresh_token"],
        ["code_challenge_methods_supported"] = (string[])["S256"],
        ["token_endpoint_auth_methods_supported"] = (string[])["none"],
        ["id_token_signing_alg_values_supported"] = (string[])["ES256"],
        ["subject_types_supported"] = (string[])["public"],
        ["scopes_supported"] = (string[])["openid", "profile", "offline_access"],
        ["claims_supported"] = (string[])["sub", "name", "roles", "acr", "sid", "auth_time", "preferred_username"],
        ["acr_values_supported"] = (string[])[TokenMaker.Acr],
        ["authorization_response_iss_parameter_supported"] = true,
        ["request_uri_parameter_supported"] = false,
        ["service_documentation"] = "A stand-in for the demonstration; nobody in it exists.",
    });

    public static IResult Keys(Issuer issuer) => Results.Json(new Dictionary<string, object>
    {
        ["keys"] = issuer.Keys.Published().Select(key => new Dictionary<string, string>
        {
            ["kty"] = key.Kty,
            ["crv"] = key.Crv,
            ["use"] = key.Use,
            ["alg"] = key.Alg,
            ["kid"] = key.Kid,
            ["x"] = key.X,
            ["y"] = key.Y,
        }),
    });
}
