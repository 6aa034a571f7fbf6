using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Tracing;

/// <summary>The key that a table declares by its property <c>lakeversion.key</c>: names of columns with commas between.</summary>
internal static class DeclaredKey
{
    public const string Property = "lakeversion.key";

    /// <summary>The columns; null where the table declares no key.</summary>
    public static IReadOnlyList<string>? Of(DeltaSnapshot table) =>
        table.Properties.TryGetValue(Property, out var text) && text is not null
        && text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } names
            ? names
            : null;
}
