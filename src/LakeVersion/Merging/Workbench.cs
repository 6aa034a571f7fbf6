using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Merging;

/// <summary>A branch for the time of one call, on which commits are made before one movement of the real branch publishes them all.</summary>
/// <remarks>
/// What stops on the way leaves the real branch as it was, and this one behind, under <see cref="RefName.WorkbenchPrefix"/>: it can be deleted. Its log stays,
/// as that of every deleted branch: the commits were made in it.
/// </remarks>
internal sealed class Workbench : IAsyncDisposable
{
    private readonly Lake lake;

    private Workbench(Lake lake, LakeBranch branch) => (this.lake, Branch) = (lake, branch);

    public LakeBranch Branch { get; }

    public static async ValueTask<Workbench> OpenAsync(Lake lake, BirthState start, string what, CancellationToken cancellationToken)
    {
        var name = RefName.Branch(RefName.WorkbenchPrefix + Id128.Create(lake.Options.Entropy));
        await lake.Store.Births.CreateAsync(name, start, lake.Say(what), cancellationToken).ConfigureAwait(false);
        return new Workbench(lake, lake.Branch(name.Name));
    }

    /// <summary>Where it stands: what the real branch is to move to.</summary>
    public async ValueTask<(Commit Commit, BirthState State)> StateAsync(CancellationToken cancellationToken)
    {
        var head = await Branch.HeadAsync(cancellationToken).ConfigureAwait(false);
        return (head.Commit, head.Revision.AsBirth);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await lake.Store.Moves.DeleteAsync(Branch.Ref, lake.Say("Done"), CancellationToken.None).ConfigureAwait(false);
        }
        catch (LakeException)
        {
            // It only stays behind; the answer of the call, or what it failed of, is worth more.
        }
    }
}
