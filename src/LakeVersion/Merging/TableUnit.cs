using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Merging;

/// <summary>The three-way rule for a table as a whole. Pure.</summary>
/// <remarks>
/// 1. Theirs is as the base, or as ours: ours stays.
/// 2. Ours is as the base, and theirs is not the same table, or none: theirs is taken, or ours dropped.
/// 3. One table on all three sides, by its id: its states are merged.
/// 4. Else a conflict.
/// </remarks>
internal static class TableUnit
{
    public static TableVerdict Decide(DeltaSnapshot? @base, DeltaSnapshot? ours, DeltaSnapshot? theirs)
    {
        if (Same(theirs, @base) || Same(theirs, ours))
        {
            return TableVerdict.KeepOurs; // 1
        }

        if (@base is not null && @base.Metadata.Id == ours?.Metadata.Id && @base.Metadata.Id == theirs?.Metadata.Id)
        {
            return TableVerdict.Merge; // 3, before 2: ours' own log goes on
        }

        return Same(ours, @base) ? TableVerdict.TakeTheirs : TableVerdict.Conflict; // 2, 4
    }

    /// <summary>What excludes what, as a clause.</summary>
    public static string Reason(DeltaSnapshot? @base, DeltaSnapshot? ours, DeltaSnapshot? theirs) =>
        @base is null ? "the table was made on both sides"
        : ours is null ? "the table was dropped here, changed there"
        : theirs is null ? "the table was changed here, dropped there"
        : ours.Metadata.Id == @base.Metadata.Id ? "the table was changed here, replaced by another there"
        : theirs.Metadata.Id == @base.Metadata.Id ? "the table was replaced by another here, changed there"
        : "the table was replaced by others on both sides";

    /// <summary>True where both have the same rows, columns and marks; how their logs came there does not matter.</summary>
    public static bool Same(DeltaSnapshot? left, DeltaSnapshot? right)
    {
        if (left is null || right is null || ReferenceEquals(left, right))
        {
            return ReferenceEquals(left, right);
        }

        var (a, b) = (left.Metadata, right.Metadata);
        return a.Id == b.Id && a.Name == b.Name && a.Description == b.Description && a.SchemaString == b.SchemaString
            && a.PartitionColumns.SequenceEqual(b.PartitionColumns)
            && SameValues(a.Configuration, b.Configuration)
            && SameValues(left.Transactions, right.Transactions, mark => mark.Version)
            && SameValues(left.Domains, right.Domains, domain => domain.Configuration)
            && left.Files.Count == right.Files.Count
            && left.Files.Select(file => (file.Path, file.DeletionVector?.UniqueId)).ToHashSet()
                .SetEquals(right.Files.Select(file => (file.Path, file.DeletionVector?.UniqueId)));
    }

    private static bool SameValues(IReadOnlyDictionary<string, string?> left, IReadOnlyDictionary<string, string?> right) =>
        SameValues(left, right, value => value);

    private static bool SameValues<T, TValue>(IReadOnlyDictionary<string, T> left, IReadOnlyDictionary<string, T> right, Func<T, TValue> value) =>
        left.Count == right.Count
        && left.All(pair => right.TryGetValue(pair.Key, out var other) && EqualityComparer<TValue>.Default.Equals(value(pair.Value), value(other)));
}

/// <summary>What is to do with a table.</summary>
internal enum TableVerdict
{
    /// <summary>Ours stays as it is.</summary>
    KeepOurs,

    /// <summary>Theirs is taken whole, or ours dropped where theirs has none.</summary>
    TakeTheirs,

    /// <summary>The three states are merged into a new version of ours.</summary>
    Merge,

    /// <summary>Both changed it in ways that exclude each other.</summary>
    Conflict,
}
