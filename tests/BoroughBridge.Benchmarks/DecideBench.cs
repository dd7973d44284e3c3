using System.Diagnostics;
using BoroughBridge.Access;

namespace BoroughBridge.Benchmarks;

/// <summary>The access decision alone: nanoseconds and bytes a call, for a caller with one and with forty allocations.</summary>
internal static class DecideBench
{
    private const int Calls = 2_000_000;

    public static Task<Report> RunAsync()
    {
        var report = new Report("decide", "case", "ns a call", "bytes a call");
        foreach (var (name, grants, labels) in new (string, int, string[])[] { ("one allocation", 1, []), ("forty allocations", 40, []), ("forty, protected address", 40, [Labels.ProtectedAddress]), ("refused: no grant", 0, []) })
        {
            var (caller, thing, at) = Case(grants, labels);
            for (var i = 0; i < 100_000; i++) AccessDecision.Decide(caller, thing, at);
            var (bytes, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var permitted = 0;
            for (var i = 0; i < Calls; i++) permitted += AccessDecision.Decide(caller, thing, at).Permitted ? 1 : 0;
            var took = Stopwatch.GetElapsedTime(began);
            if (permitted != (grants > 0 ? Calls : 0)) throw new InvalidOperationException("not decided as it must be");
            report.Add(name, took.TotalNanoseconds / Calls, (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Calls);
        }

        return Task.FromResult(report);
    }

    private static (Caller Caller, Thing Thing, Circumstances At) Case(int grants, string[] labels) => (
        new() { Issuer = "https://id.example", Subject = "iro", Authority = "tower-hamlets", Roles = ["iro"], UserPresent = true, Trained = true, Disabled = false },
        new() { ChildRef = "c0", Holder = "islington", Type = "CarePlan", Kind = "care-plan", Labels = labels },
        new()
        {
            Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
            Purpose = Purposes.Default,
            Agreements = [new() { Reference = "A-1", Holder = "islington", Employer = "tower-hamlets", State = AgreementState.Open, From = new(2026, 1, 1), Basis = "s25B(4)", Purposes = [Purposes.Default], Version = 1 }],
            // Hers is the last that is looked at.
            Grants =
            [
                .. Enumerable.Range(0, grants).Select(i => new Grant
                {
                    AllocationId = $"a{i}", ChildRef = $"c{grants - 1 - i}", Holder = "islington", Issuer = "https://id.example", Subject = "iro", Employer = "tower-hamlets", Agreement = "A-1", From = new(2026, 1, 1),
                }),
            ],
            Denies = [],
        });
}
