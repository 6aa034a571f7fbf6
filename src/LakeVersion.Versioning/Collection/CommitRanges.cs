using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Packs;

namespace LakeVersion.Versioning.Collection;

/// <summary>The bytes that a commit refers to: what is missing is said to have expired where the commit did, and is damage elsewhere.</summary>
internal sealed class CommitRanges(LakeStore lake, Commit commit) : IRangeSource
{
    public IOutsideContent? Outside => lake.Outside;

    public LakeLineage? Lineage => lake.Lineage;

    public ErasureLog? Erasures => lake.Erasures;

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken)
    {
        var found = await lake.Store.GetRangeAsync(key, offset, length, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            // Numbers decide, not what is still there: this throws where no state that is kept holds the commit.
            await lake.Revisions.CheckKeptAsync(commit, cancellationToken).ConfigureAwait(false);
        }

        return found;
    }
}
