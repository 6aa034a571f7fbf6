using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Trees that are written anew, one after the other, into packs of this run.</summary>
internal sealed class WrittenTrees(
    LakeStore source, IObjectStore target, PathFilter filter, Upload upload, long sweepMax, ErasedPlaces erased, EarlierRounds earlier, MirrorTally tally) : ITreeBringer
{
    private const int CopiesAtOnce = 8;

    private int keys;

    public async ValueTask<IReadOnlyDictionary<CommitId, Locator?>> BringAsync(
        IReadOnlyList<TreeToBring> batch, CancellationToken cancellationToken)
    {
        var places = new Dictionary<CommitId, Locator?>();
        var work = new BoundedWork(source.Background, CopiesAtOnce, cancellationToken);
        var carrier = new ObjectCarrier(source, target, erased, earlier, tally, work);
        await using (work.ConfigureAwait(false))
        {
            var writer = new TreeRewriter(source, filter, carrier, upload, sweepMax, erased);
            await work.GuardAsync(async token =>
            {
                foreach (var tree in batch)
                {
                    var known = tree.Beside.Select(beside => Tree.Open(upload.Nodes, beside.Target ?? beside.Source with { Place = places[beside.Commit] }));
                    places[tree.Commit] = await writer.WriteAsync(tree.Root, [.. known], token).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }

        await upload.FlushAsync(cancellationToken).ConfigureAwait(false);
        tally.Objects(upload.Keys.Count - keys);
        keys = upload.Keys.Count;
        return places;
    }
}
