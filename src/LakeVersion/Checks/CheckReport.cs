using LakeVersion.Snapshots;

namespace LakeVersion.Checks;

/// <summary>What some checks found, in their order.</summary>
/// <param name="Results">One a check.</param>
public sealed record CheckReport(IReadOnlyList<CheckResult> Results)
{
    /// <summary>True where every check passed.</summary>
    public bool Passed => Results.All(result => result.Passed);

    /// <summary>What failed, a line each.</summary>
    public IReadOnlyList<string> Faults =>
        [.. Results.SelectMany(result => result.Failures.Select(failure => $"{result.Name}: {failure}"))];

    internal static async ValueTask<CheckReport> RunAsync(
        IReadOnlyList<ICheck> checks, LakeSnapshot state, LakeSnapshot? before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var view = new CheckView(state, before, now);
        var results = new List<CheckResult>();
        foreach (var check in checks)
        {
            results.Add(await check.RunAsync(view, cancellationToken).ConfigureAwait(false));
        }

        return new CheckReport(results);
    }
}
