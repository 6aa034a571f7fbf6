using Apache.Arrow;
using LakeVersion.Delta.Committing;

namespace LakeVersion.Delta.Converting;

/// <summary>How a folder of Parquet files becomes a table.</summary>
public sealed record ConvertOptions
{
    /// <summary>The columns that folders named <c>column=value</c> give, with their types, in the order of the folders. Null takes them from
    /// the folders' names, as text.</summary>
    public Schema? Partitioning { get; init; }

    /// <summary>A name for the table; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Properties, as for a new table.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();
}
