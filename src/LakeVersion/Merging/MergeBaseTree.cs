using LakeVersion.Changes;
using LakeVersion.Delta.Merging;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Merging;

/// <summary>The tree that a merge begins from: what both sides contain.</summary>
/// <remarks>
/// One best common ancestor, for nearly all. Several, after merges crosswise, are merged with one another, from their own base; what
/// conflicts there is as before either. Single commits beyond, which both sides contain by picks, are picked onto it; what conflicts there
/// stays as it was, for a value of the commit that was picked may rest on others that only one side contains. All that is made on the
/// way is of a scratch transaction and never published.
/// </remarks>
internal sealed class MergeBaseTree(Lake lake, LakeTransaction change)
{
    public async ValueTask<MergeTree> BuildAsync(Commit ours, Commit theirs, CancellationToken cancellationToken) =>
        await BuildAsync(await lake.Store.MergeBases.OriginAsync(ours, theirs, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public async ValueTask<MergeTree> BuildAsync(MergeOrigin origin, CancellationToken cancellationToken)
    {
        var first = await SideAsync(origin.Bases[0], cancellationToken).ConfigureAwait(false);
        if (origin.Bases.Count == 1 && origin.Common.Count == 0)
        {
            return first;
        }

        var scratch = new LakeTransaction(lake, change.Inner.Scratch(first.Tree));
        var merge = new TreeMerge(lake, scratch, static _ => MergeDecision.Base);
        var sources = first.Sources.ToHashSet();
        for (var next = 1; next < origin.Bases.Count; next++)
        {
            var common = await lake.Store.MergeBases.OriginAsync([.. origin.Bases.Take(next)], origin.Bases[next], cancellationToken).ConfigureAwait(false);
            var lower = await BuildAsync(common, cancellationToken).ConfigureAwait(false);
            var side = await SideAsync(origin.Bases[next], cancellationToken).ConfigureAwait(false);
            await merge.RunAsync(lower, side, cancellationToken).ConfigureAwait(false);
            sources.UnionWith(lower.Sources.Concat(side.Sources));
        }

        merge = new TreeMerge(lake, scratch, static _ => MergeDecision.Ours);
        foreach (var picked in origin.Common)
        {
            var before = await SideAsync(picked.Record.Parents[0], cancellationToken).ConfigureAwait(false);
            var after = await SideAsync(picked, cancellationToken).ConfigureAwait(false);
            await merge.RunAsync(before, after, cancellationToken).ConfigureAwait(false);
            sources.UnionWith(before.Sources.Concat(after.Sources));
        }

        var tree = await scratch.Inner.ToTreeAsync(cancellationToken).ConfigureAwait(false);
        return new MergeTree(tree, change.Inner.Upload.Content, "the merge base", [.. sources]);
    }

    public ValueTask<MergeTree> SideAsync(Commit commit, CancellationToken cancellationToken) => SideAsync(commit.Id, cancellationToken);

    public async ValueTask<MergeTree> SideAsync(CommitId commit, CancellationToken cancellationToken) =>
        MergeTree.Of(lake, await lake.AtAsync(commit.ToString(), cancellationToken).ConfigureAwait(false));
}
