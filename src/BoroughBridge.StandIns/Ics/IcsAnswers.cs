using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.StandIns.Ics;

/// <summary>How the stand-in ICS answers: what is not there is left out, not null.</summary>
internal static class IcsAnswers
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static IResult Of(object value) => Results.Json(value, Json);

    public static IResult Problem(string code, int status) => Results.Json(new { code }, Json, "application/problem+json", status);
}
