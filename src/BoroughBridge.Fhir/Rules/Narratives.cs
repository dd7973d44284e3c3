using System.Xml;

namespace BoroughBridge.Fhir;

/// <summary>R4's narrative is XHTML without anything that acts (txt-1): well-formed, one div, known elements, no script, style sheet, form or event handler.</summary>
internal static class Narratives
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";
    private const int MostDepth = 64;

    private static readonly HashSet<string> Elements =
    [
        "a", "abbr", "acronym", "b", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "dfn", "div", "dl", "dt", "em", "h1", "h2",
        "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "q", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "tt", "ul", "var",
    ];

    private static readonly HashSet<string> Attributes =
    [
        "abbr", "align", "alt", "axis", "border", "cellpadding", "cellspacing", "char", "charoff", "class", "colspan", "dir", "frame", "headers", "height",
        "href", "id", "lang", "name", "noshade", "rowspan", "rules", "scope", "span", "src", "style", "summary", "title", "type", "valign", "value", "width",
    ];

    public static bool IsSafe(string div)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, ConformanceLevel = ConformanceLevel.Document };
        try
        {
            using var reader = XmlReader.Create(new StringReader(div), settings);
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "div") return false;
            do
            {
                if (reader.NodeType == XmlNodeType.ProcessingInstruction || reader.Depth > MostDepth) return false;
                if (reader.NodeType == XmlNodeType.Element && !IsSafeElement(reader)) return false;
            }
            while (reader.Read());

            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool IsSafeElement(XmlReader reader)
    {
        if (reader.NamespaceURI != Xhtml || !Elements.Contains(reader.LocalName)) return false;

        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.Prefix is "xmlns" or "xml" || reader.Name == "xmlns") continue;
            if (!Attributes.Contains(reader.LocalName)) return false;
            if (reader.LocalName is "href" or "src" && !IsSafeLink(reader.Value)) return false;
            if (reader.LocalName == "style" && (reader.Value.Contains("url", StringComparison.OrdinalIgnoreCase) || reader.Value.Contains("expression", StringComparison.OrdinalIgnoreCase))) return false;
        }

        reader.MoveToElement();

        return true;
    }

    private static bool IsSafeLink(string link) =>
        link.StartsWith('#') || link.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || link.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || !link.Contains(':', StringComparison.Ordinal);
}
