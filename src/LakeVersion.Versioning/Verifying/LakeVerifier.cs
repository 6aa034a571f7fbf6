using System.Runtime.CompilerServices;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Settings;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks that all of a lake that is kept is there and is what it must be: identity, logs, collection records, commits, trees, packs and content.</summary>
/// <remarks>
/// It writes nothing, needs no lake that can be opened, and may run beside writers and collectors. What it remembers: 9 to 19 bytes for each
/// stored node and, with <see cref="VerifyOptions.Data"/>, content; 19 to 38 for each pack and object; about 60 for each commit. So 10^8 places
/// take 1 to 2 GB, and 10^8 objects 2 to 4 GB.
/// </remarks>
public sealed class LakeVerifier
{
    private readonly CheckRun run;
    private readonly LakeStoreOptions lake;

    /// <summary>Prepares a check; nothing is read yet.</summary>
    /// <param name="store">The lake's store, without a cache.</param>
    /// <param name="lake">How the lake would be opened.</param>
    /// <param name="options">What to look at.</param>
    public LakeVerifier(IObjectStore store, LakeStoreOptions lake, VerifyOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(options);
        this.lake = lake;
        run = new CheckRun(store, lake, options);
    }

    /// <summary>How much was looked at.</summary>
    public CheckFigures Figures => run.Figures;

    /// <summary>The id of the lake, by its entries where <c>lake.json</c> is damaged; null before the check, or where nothing says it.</summary>
    public Id128? Lake => run.Identity?.Lake;

    /// <summary>The lake's content, straight from the store; what was erased is told as Expired.</summary>
    public ContentReader Content => run.ToldContent;

    /// <summary>Checks all but tables, which this room does not know. Findings go to <see cref="VerifyOptions.Found"/>.</summary>
    /// <returns>False where nothing says which lake this is, so that no more could be checked.</returns>
    /// <exception cref="LakeException">NotFound: no lake, or no such revision. Unsupported: the lake needs an unknown reader feature. Unavailable: the store does not answer.</exception>
    public async ValueTask<bool> RunAsync(CancellationToken cancellationToken = default)
    {
        if (!await IdentityCheck.RunAsync(run, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await CheckFeaturesAsync(cancellationToken).ConfigureAwait(false);
        await run.LearnErasuresAsync(cancellationToken).ConfigureAwait(false);
        if (run.Options.Revisions is { } revisions)
        {
            await ResolveAsync(revisions, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // Before the logs: what they name is never younger than the listing and let go of by it.
            await run.Objects.ListAsync("packs/", run.Options.Checked, cancellationToken).ConfigureAwait(false);
            await run.Objects.ListAsync("objects/", run.Options.Checked, cancellationToken).ConfigureAwait(false);
        }

        await CollectionsCheck.RunAsync(run, cancellationToken).ConfigureAwait(false);
        await new LogsCheck(run).RunAsync(cancellationToken).ConfigureAwait(false);
        var commits = new CommitsCheck(run);
        await commits.RunAsync(cancellationToken).ConfigureAwait(false);
        await new TreesCheck(run).RunAsync(cancellationToken).ConfigureAwait(false);
        if (run.Options.Revisions is null)
        {
            await ErasuresCheck.RunAsync(run, cancellationToken).ConfigureAwait(false);
            var (count, bytes) = run.Objects.Unreached();
            run.Figures.UnreachableBytes = bytes;
            run.Figures.Unreachable = count + await commits.UnreachedAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>The commits whose trees are kept, each once, with a state that keeps it; those whose record cannot be read are left out.</summary>
    public async IAsyncEnumerable<(Commit Commit, LogState? State)> KeptAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var state in run.States.Commits.Where(state => state.IsKept))
        {
            if (await FindAsync(state.Id, cancellationToken).ConfigureAwait(false) is { } commit)
            {
                yield return (commit, state.State);
            }
        }
    }

    /// <summary>True where a collection let a state go since the check began: what is missing of it is no damage.</summary>
    public ValueTask<bool> IsExpiredNowAsync(LogState state, CancellationToken cancellationToken = default) => run.IsExpiredNowAsync(state, cancellationToken);

    /// <summary>True where a commit is among those of <see cref="KeptAsync"/>.</summary>
    public bool IsKept(CommitId commit) => run.States.IsKept(commit);

    /// <summary>A commit's record, straight from the store; null where it cannot be read.</summary>
    public async ValueTask<Commit?> FindAsync(CommitId id, CancellationToken cancellationToken = default)
    {
        try
        {
            return await run.Commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            return null;
        }
    }

    /// <summary>The tree of a commit. Nodes are kept in memory for a while; the check has looked at each by itself.</summary>
    public Tree TreeOf(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        return Tree.Open(run.CheckedNodes, new TreeRoot(commit.Record.Root, commit.RootPlace, commit.Record.Totals));
    }

    /// <summary>Adds a finding of a room above to this check's.</summary>
    public void Tell(CheckFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        run.Sink.Add(finding);
    }

    // Of a lake that needs more than this program knows nothing could be said.
    private async ValueTask CheckFeaturesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var head = await run.Logs.HeadAsync(RefName.Settings.Log, cancellationToken).ConfigureAwait(false);
            var entry = head?.Entry.SettingsValue is null ? await run.Logs.MovementAsync(head, cancellationToken).ConfigureAwait(false) : head;
            if (entry?.Entry.SettingsValue is { } settings)
            {
                KnownFeatures.CheckReader(settings, run.Store.Name);
            }
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            // Told where logs are checked.
        }
    }

    private async ValueTask ResolveAsync(IReadOnlyList<string> revisions, CancellationToken cancellationToken)
    {
        var opened = await LakeStore.OpenAsync(run.Store, lake with { ObjectCacheBytes = 0, NodeCacheBytes = 0 }, cancellationToken).ConfigureAwait(false);
        foreach (var revision in revisions)
        {
            var resolved = await opened.Revisions.ResolveAsync(revision, cancellationToken).ConfigureAwait(false);
            run.States.Add(resolved.Commit.Id, resolved.Source, isExpired: false);
        }
    }
}
