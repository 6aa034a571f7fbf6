namespace LakeVersion.Erasing;

/// <summary>The values of partition columns that no row has but those that are erased, in no file of any version.</summary>
/// <remarks>A value that other rows have as well says nothing of the erased ones.</remarks>
internal sealed class OwnValues
{
    private readonly HashSet<(string Column, string? Value)> values = [];

    /// <summary>The values, with the names by which files know the columns.</summary>
    public IReadOnlySet<(string Column, string? Value)> Values => values;

    /// <summary>The paths that say one of them.</summary>
    public IReadOnlyList<string> Paths { get; private set; } = [];

    /// <summary>The columns of which they do.</summary>
    public IReadOnlyList<string> PathColumns { get; private set; } = [];

    public static OwnValues Of(IReadOnlyList<(HistoryFile File, RowVerdict Verdict)> seen, LogFacts facts)
    {
        var own = new OwnValues();
        var parts = seen.Where(one => one.Verdict.Rows >= 0)
            .SelectMany(one => (facts.PartitionOf(one.File.Name) ?? new Dictionary<string, string?>())
                .Select(pair => (Value: (pair.Key, pair.Value), one.File, one.Verdict)))
            .ToList();
        own.values.UnionWith(parts.Where(part => part.Verdict.Passing > 0 && part.Value.Value is not (null or "")).Select(part => part.Value));
        own.values.ExceptWith(parts.Where(part => part.Verdict.Rows > part.Verdict.Passing).Select(part => part.Value));
        var paths = parts.Where(part => own.values.Contains(part.Value) && part.File.Name.Contains('=', StringComparison.Ordinal)
            && part.File.Name.Split('/').Any(folder => Says(folder, part.Value))).ToList();
        own.Paths = [.. paths.Select(part => part.File.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        own.PathColumns = [.. paths.Select(part => part.Value.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return own;
    }

    private static bool Says(string folder, (string Column, string? Value) part) =>
        folder.Split('=', 2) is [var column, var value] && Uri.UnescapeDataString(column) == part.Column && Uri.UnescapeDataString(value) == part.Value;
}
