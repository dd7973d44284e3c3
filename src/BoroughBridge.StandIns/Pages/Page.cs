using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace BoroughBridge.StandIns.Pages;

/// <summary>A plain page of a stand-in. What goes in is encoded by <see cref="Text"/>; nothing else may be put into a page unencoded.</summary>
internal static class Page
{
    private const string Style = """
        :root{color-scheme:light}*{box-sizing:border-box}body{margin:0;font:18px/1.5 system-ui,sans-serif;color:#1b2a33;background:#f4f6f5}
        .standin{background:#fff3cf;border-bottom:3px solid #b97a00;padding:.6rem 1rem;font-size:16px}main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 3rem}
        h1{font-size:1.8rem;line-height:1.2;margin:.5rem 0 1rem}h2{font-size:1.15rem;margin:1.8rem 0 .5rem}a{color:#0b5a8a}
        .choices{list-style:none;padding:0;margin:0}.choices button{width:100%;text-align:left;font:inherit;background:#fff;border:1px solid #c3ccd1;border-radius:6px;padding:.7rem .9rem;margin:0 0 .5rem;cursor:pointer;color:inherit}
        .choices button:hover{border-color:#0b5a8a;background:#eef6fb}:focus-visible{outline:3px solid #b97a00;outline-offset:2px}
        .choices strong{display:block}.choices span{color:#47565f;font-size:16px}code{background:#e7ecea;padding:.05rem .3rem;border-radius:3px;font-size:.9em}
        table{border-collapse:collapse;width:100%;background:#fff}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #d9dfe2;vertical-align:top}
        form.inline{display:inline}form.inline button,.plain{font:inherit;padding:.35rem .8rem;border:1px solid #0b5a8a;border-radius:6px;background:#0b5a8a;color:#fff;cursor:pointer}input,select{font:inherit;padding:.3rem .4rem;max-width:100%}
        """;

    /// <summary>Text made safe to stand in an element or a quoted attribute.</summary>
    public static string Text(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    /// <summary>Answers with a page. <paramref name="formTargets"/>: further origins a form of it may end up at (browsers check redirects too).</summary>
    public static IResult Answer(HttpContext context, string title, string standsInFor, string body, int status = StatusCodes.Status200OK, string formTargets = "")
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {formTargets}; frame-ancestors 'none'; base-uri 'none'";
        var html = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Text(title)} (stand-in)</title><style nonce="{nonce}">{Style}</style></head>
            <body>
            <p class="standin" role="note"><strong>Stand-in.</strong> This page stands in for {Text(standsInFor)}. It exists in the demonstration only, and everyone in it is invented.</p>
            <main><h1>{Text(title)}</h1>
            {body}
            </main>
            </body>
            </html>
            """;

        return Results.Text(html, "text/html; charset=utf-8", statusCode: status);
    }
}
