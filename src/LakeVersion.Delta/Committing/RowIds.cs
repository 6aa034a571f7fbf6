using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Committing;

/// <summary>Gives the rows of added files ids (PROTOCOL.md, "Writer Requirements for Row Tracking"). Pure.</summary>
/// <remarks>Done for each attempt, so that ids stand above those of whoever won meanwhile (rule 5 of <see cref="Conflicts.ConflictChecker"/>).
/// Files that have ids, as they come back or get another deletion vector, keep them.</remarks>
internal static class RowIds
{
    /// <param name="actions">The actions of the commit.</param>
    /// <param name="protocol">The protocol behind it.</param>
    /// <param name="metadata">The metadata behind it.</param>
    /// <param name="version">The version that it becomes.</param>
    /// <param name="previous">The table before; null for none.</param>
    /// <exception cref="LakeException">Unsupported: nobody knows how many rows a file has.</exception>
    public static IEnumerable<DeltaAction> Assign(
        IEnumerable<DeltaAction> actions, ProtocolAction protocol, MetadataAction metadata, long version, DeltaSnapshot? previous)
    {
        if (!RowTracking.IsSupported(protocol, metadata))
        {
            return actions;
        }

        List<DeltaAction> all = [.. actions];
        var told = all.OfType<DomainMetadata>().LastOrDefault(domain => domain.Domain == RowTracking.Domain);
        var before = told is null ? RowTracking.MarkOf(previous) : RowTracking.MarkOf(told);
        var mark = before;
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i] is AddFile add)
            {
                all[i] = With(add, ref mark, version);
            }
        }

        if (mark > before)
        {
            all.RemoveAll(action => action is DomainMetadata { Domain: RowTracking.Domain });
            all.Add(RowTracking.DomainOf(mark));
        }

        return all;
    }

    private static AddFile With(AddFile add, ref long mark, long version)
    {
        if (add.BaseRowId is not null)
        {
            return add.DefaultRowCommitVersion is null ? add with { DefaultRowCommitVersion = version } : add;
        }

        var rows = add.RowCount ?? throw LakeException.Unsupported(
            $"The file '{add.Path}' has no count of rows in its statistics, so its rows get no ids (feature {RowTracking.Feature}).");
        var first = mark + 1;
        mark += rows;
        return add with { BaseRowId = first, DefaultRowCommitVersion = add.DefaultRowCommitVersion ?? version };
    }
}
