using LakeVersion.Delta;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Snapshots;
using LakeVersion.Tables;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Merging;

/// <summary>One of the trees of a merge: base or theirs.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Content">Reads its content.</param>
/// <param name="Label">What messages call it.</param>
/// <param name="Sources">The states of logs that keep its content, for what is taken over.</param>
internal sealed record MergeTree(Tree Tree, ContentReader Content, string Label, IReadOnlyList<LogState> Sources)
{
    public static MergeTree Of(Lake lake, LakeSnapshot at) =>
        new(at.Tree, lake.Store.ContentOf(at.Commit), at.Label, at.Revision.Source is { } source ? [source] : []);

    /// <summary>A table; null where there is none.</summary>
    public async ValueTask<DeltaSnapshot?> TableAsync(Lake lake, string table, CancellationToken cancellationToken)
    {
        if (!await TableProbe.ExistsAsync(Tree, table, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var folder = new TreeFolder(new SnapshotView(Tree, Content), null, table, $"{Label}:{table}", lake.Store.StoreTimeAsync);
        var delta = await DeltaTable.OpenAsync(folder, lake.Tables, cancellationToken).ConfigureAwait(false);
        return await delta.SnapshotAsync(cancellationToken).ConfigureAwait(false);
    }
}
