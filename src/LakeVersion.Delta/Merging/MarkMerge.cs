using System.Globalization;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>Joins how far applications have come, and the configurations of domains. Pure, but for whoever decides conflicts.</summary>
/// <remarks>(1) What theirs alone advanced is carried, never lowered. (2) An application that both advanced conflicts, even to one number:
/// the batch would be there twice. (3) Domains go by name. That of row tracking follows from the files of the merged version.</remarks>
internal static class MarkMerge
{
    public static IEnumerable<DeltaAction> Of(DeltaSnapshot @base, DeltaSnapshot ours, DeltaSnapshot theirs, ConflictBook book) =>
        [.. Applications(@base, ours, theirs, book), .. Domains(@base, ours, theirs, book)];

    private static IEnumerable<DeltaAction> Applications(DeltaSnapshot @base, DeltaSnapshot ours, DeltaSnapshot theirs, ConflictBook book)
    {
        foreach (var (id, other) in theirs.Transactions.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var (before, mine) = (@base.Transactions.GetValueOrDefault(id)?.Version, ours.Transactions.GetValueOrDefault(id)?.Version);
            if (before >= other.Version)
            {
                continue;
            }

            if (mine == before)
            {
                yield return other;
            }
            else if (book.Ask(Conflict(id, before, mine, other.Version)) is { Side: MergeSide.Theirs } && !(mine >= other.Version))
            {
                yield return other;
            }
        }
    }

    private static IEnumerable<DeltaAction> Domains(DeltaSnapshot @base, DeltaSnapshot ours, DeltaSnapshot theirs, ConflictBook book)
    {
        foreach (var name in theirs.Domains.Keys.Concat(@base.Domains.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(name => name != RowTracking.Domain))
        {
            var (before, mine, other) = (Of(@base, name), Of(ours, name), Of(theirs, name));
            var merged = book.Pick(before, mine, other, () => new TableMergeConflict
            {
                Kind = TableMergeConflictKind.Domain, Column = name, Base = before, Ours = mine, Theirs = other, Reason = $"both sides changed the metadata domain '{name}' differently.",
            }, json => json);
            if (merged != mine)
            {
                yield return new DomainMetadata { Domain = name, Configuration = merged ?? mine!, Removed = merged is null };
            }
        }
    }

    private static string? Of(DeltaSnapshot table, string domain) => table.Domains.GetValueOrDefault(domain)?.Configuration;

    private static TableMergeConflict Conflict(string id, long? before, long? ours, long theirs) => new()
    {
        Kind = TableMergeConflictKind.Application,
        Column = id,
        Base = before?.ToString(CultureInfo.InvariantCulture),
        Ours = ours?.ToString(CultureInfo.InvariantCulture),
        Theirs = theirs.ToString(CultureInfo.InvariantCulture),
        Reason = $"both sides brought batches of the application '{id}', and a merge would have those of both.",
    };
}
