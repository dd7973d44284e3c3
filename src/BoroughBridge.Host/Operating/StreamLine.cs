namespace BoroughBridge.Host.Operating;

/// <summary>Where one holder's stream stands, as routing's operator is told.</summary>
internal sealed record StreamLine(string Holder, string State, long Published, long Applied, int Gaps)
{
    /// <summary>Routing has been told of everything, and has applied it.</summary>
    public bool IsLevel => State == "ok" && Gaps == 0 && Applied == Published;
}
