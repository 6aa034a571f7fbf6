using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Trees whose packs and objects come as they are, several trees at once.</summary>
internal sealed class CopiedTrees(LakeStore source, IObjectStore target, ErasedPlaces erased, EarlierRounds earlier, MirrorTally tally) : ITreeBringer
{
    private const int TreesAtOnce = 4;
    private const int CopiesAtOnce = 8;

    public async ValueTask<IReadOnlyDictionary<CommitId, Locator?>> BringAsync(
        IReadOnlyList<TreeToBring> batch, CancellationToken cancellationToken)
    {
        var work = new BoundedWork(source.Background, CopiesAtOnce, cancellationToken);
        var carrier = new ObjectCarrier(source, target, erased, earlier, tally, work);
        await using (work.ConfigureAwait(false))
        {
            var walk = new TreeWalk(source.Nodes, carrier);
            await work.GuardAsync(token => source.Background.ForEachAsync(
                batch,
                TreesAtOnce,
                async (tree, stop) => await walk.BringAsync(tree.Root, [.. tree.Beside.Where(IsHere).Select(beside => Tree.Open(source.Nodes, beside.Source))], stop).ConfigureAwait(false),
                token)).ConfigureAwait(false);
        }

        return batch.ToDictionary(tree => tree.Commit, tree => tree.Root.Place);
    }

    // A run from another copy of the lake may have brought a tree by other places: what it has at the source's is not known.
    private static bool IsHere(TreeBeside beside) => beside.Target is null || beside.Target.Place == beside.Source.Place;
}
