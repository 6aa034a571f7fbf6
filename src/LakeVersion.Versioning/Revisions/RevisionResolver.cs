using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Revisions;

/// <summary>Finds the commit that a revision names.</summary>
/// <remarks>Looked up as branch, then tag, then id. A state below its log's low water is expired, whether or not its objects are still there.</remarks>
public sealed class RevisionResolver
{
    private readonly LakeStore lake;

    internal RevisionResolver(LakeStore lake) => this.lake = lake;

    /// <summary>Resolves a revision.</summary>
    /// <exception cref="LakeException">Invalid: malformed or ambiguous. NotFound: no such name, id, entry or parent; near names are
    /// suggested. Expired: the state was let go.</exception>
    public ValueTask<ResolvedRevision> ResolveAsync(string revision, CancellationToken cancellationToken = default) =>
        ResolveAsync(Revision.Parse(revision, lake.Time.GetUtcNow()), cancellationToken);

    /// <summary>Resolves a revision that was read before.</summary>
    /// <exception cref="LakeException">As <see cref="ResolveAsync(string, CancellationToken)"/>.</exception>
    public async ValueTask<ResolvedRevision> ResolveAsync(Revision revision, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(revision);
        var start = await StartAsync(revision, cancellationToken).ConfigureAwait(false);
        if (revision.Steps.Count == 0)
        {
            return start;
        }

        var commit = start.Commit;
        foreach (var step in revision.Steps)
        {
            commit = await StepAsync(revision, commit, step, cancellationToken).ConfigureAwait(false);
        }

        return new ResolvedRevision(commit, await PublishedAsync(commit, cancellationToken).ConfigureAwait(false), start.Name);
    }

    private async ValueTask<ResolvedRevision> StartAsync(Revision revision, CancellationToken cancellationToken)
    {
        NamedHead? dead = null;
        foreach (var kind in (RefKind[])[RefKind.Branch, RefKind.Tag])
        {
            if ((revision.Kind ?? kind) != kind || RefName.Fault(revision.Name) is not null)
            {
                continue;
            }

            var name = kind == RefKind.Branch ? RefName.Branch(revision.Name) : RefName.Tag(revision.Name);
            var head = await lake.Logs.HeadAsync(name.Log, cancellationToken).ConfigureAwait(false);
            if (head is { Entry.IsLive: true })
            {
                return await StateAsync(revision, name, head, cancellationToken).ConfigureAwait(false);
            }

            dead ??= head is null ? null : new NamedHead(name, head);
        }

        // A name that is gone still has its past states, but never hides one that is there.
        var asksForState = revision.AsOf is not null || revision.EntryNumber is not null;
        if (dead is not null && asksForState)
        {
            return await StateAsync(revision, dead.Name, dead.Head, cancellationToken).ConfigureAwait(false);
        }

        if (revision.Kind is null && !asksForState
            && await ByIdAsync(revision.Name.ToLowerInvariant(), cancellationToken).ConfigureAwait(false) is { } commit)
        {
            return new ResolvedRevision(commit, await PublishedAsync(commit, cancellationToken).ConfigureAwait(false), null);
        }

        throw LakeException.NotFound(await NotFoundTextAsync(revision, dead, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<ResolvedRevision> StateAsync(
        Revision revision, RefName name, StoredEntry head, CancellationToken cancellationToken)
    {
        var state = head;
        if (revision.EntryNumber is { } n)
        {
            state = n <= head.Entry.N
                ? await lake.Logs.ReadAsync(name.Log, n, cancellationToken).ConfigureAwait(false)
                : throw LakeException.NotFound($"'{revision}': {name} has {head.Entry.N} entries.");
        }
        else if (revision.AsOf is { } time)
        {
            state = await AsOfAsync(revision, name, head, time, cancellationToken).ConfigureAwait(false);
        }

        if (state.Entry.After is not { } id)
        {
            throw LakeException.NotFound($"'{revision}': {name} was not live then (entry {state.Entry.N}: {state.Entry.Op}).");
        }

        var source = new LogState(name.Log, state.Entry.N);
        (await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false)).CheckSource(source);
        return new ResolvedRevision(await lake.Commits.ReadAsync(id, cancellationToken).ConfigureAwait(false), source, name);
    }

    // Effective times ascend with the numbers, so a binary search finds the last entry at or before the time.
    private async ValueTask<StoredEntry> AsOfAsync(
        Revision revision, RefName name, StoredEntry head, DateTimeOffset time, CancellationToken cancellationToken)
    {
        if (head.Entry.Time <= time)
        {
            return head;
        }

        var begin = lake.Logs.FirstOf(name.Log);
        var (low, high) = (begin - 1, head.Entry.N);
        StoredEntry? found = null;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            var entry = await lake.Logs.ReadAsync(name.Log, middle, cancellationToken).ConfigureAwait(false);
            (low, high, found) = entry.Entry.Time <= time ? (middle, high, entry) : (low, middle, found);
        }

        if (found is not null)
        {
            return found;
        }

        var first = await lake.Logs.ReadAsync(name.Log, begin, cancellationToken).ConfigureAwait(false);
        throw LakeException.NotFound($"'{revision}': {name} begins at {Records.Microseconds.Format(first.Entry.Time)}, later than that.");
    }

    private async ValueTask<Commit> StepAsync(
        Revision revision, Commit commit, RevisionStep step, CancellationToken cancellationToken)
    {
        if (step.Parent == 1)
        {
            return await lake.Ancestry.FirstParentAsync(commit, step.Count, cancellationToken).ConfigureAwait(false)
                ?? throw LakeException.NotFound($"'{revision}': {commit.Id.Abbreviated} has only {commit.Record.Depth} commits before it.");
        }

        var parents = commit.Record.Parents;
        return step.Parent <= parents.Count
            ? await lake.Commits.ReadAsync(parents[(int)step.Parent - 1], cancellationToken).ConfigureAwait(false)
            : throw LakeException.NotFound($"'{revision}': {commit.Id.Abbreviated} has {parents.Count} parents, no number {step.Parent}.");
    }

    private async ValueTask<Commit?> ByIdAsync(string digits, CancellationToken cancellationToken)
    {
        if (digits.Length is < 6 or > 64 || !LowerHex.Is(digits))
        {
            return null;
        }

        if (lake.RootCommit.Id.ToString().StartsWith(digits, StringComparison.Ordinal))
        {
            return lake.RootCommit;
        }

        var published = new List<Commit>();
        foreach (var id in await lake.Commits.FindAsync(digits, 64, cancellationToken).ConfigureAwait(false))
        {
            var commit = await lake.Commits.ReadAsync(id, cancellationToken).ConfigureAwait(false);
            if (await IsPublishedAsync(commit, cancellationToken).ConfigureAwait(false))
            {
                published.Add(commit);
            }
        }

        return published.Count <= 1
            ? published.FirstOrDefault()
            : throw LakeException.Invalid($"'{digits}' is ambiguous: it begins {string.Join(", ", published.Select(c => c.Id.Abbreviated))}. Give more digits.");
    }

    /// <summary>True where the entry that a commit was made for published it.</summary>
    internal async ValueTask<bool> IsPublishedAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (commit.Record.Entry == 0)
        {
            return commit.Id == lake.RootCommit.Id;
        }

        var log = RefName.Branch(commit.Record.Branch).Log;
        var entry = await lake.Logs.TryReadAsync(log, commit.Record.Entry, cancellationToken).ConfigureAwait(false);


        // A partial mirror may lack the entry; it holds the records of published commits alone.
        return entry is null ? lake.Mirror?.Part is not null : entry.Entry.Members?.Any(member => member.Commit == commit.Id) ?? false;
    }

    /// <summary>Refuses a commit that no state holds any more.</summary>
    /// <exception cref="LakeException">Expired.</exception>
    internal async ValueTask CheckKeptAsync(Commit commit, CancellationToken cancellationToken) =>
        await PublishedAsync(commit, cancellationToken).ConfigureAwait(false);

    // The state through which a commit is still reachable: its own entry, else any name or brought list that holds it.
    private async ValueTask<LogState?> PublishedAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (commit.Record.Entry == 0)
        {
            return null;
        }

        var own = new LogState(RefName.Branch(commit.Record.Branch).Log, commit.Record.Entry);
        var gc = await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false);
        if (!gc.IsExpired(own))
        {
            return own;
        }

        foreach (var kind in (RefKind[])[RefKind.Branch, RefKind.Tag, RefKind.Keep])
        {
            foreach (var named in await lake.Catalog.ListAsync(kind, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (await HoldsAsync(named, commit.Id, gc, cancellationToken).ConfigureAwait(false) is { } state)
                {
                    return state;
                }
            }
        }

        gc.CheckSource(own);
        return own;
    }

    private async ValueTask<LogState?> HoldsAsync(NamedHead named, CommitId id, GcView gc, CancellationToken cancellationToken)
    {
        var low = gc.LowWater.GetValueOrDefault(named.Name.Log, 1);
        await foreach (var stored in lake.Logs.NewestFirstAsync(named.Name.Log, named.Head.Entry.N, low, cancellationToken).ConfigureAwait(false))
        {
            var entry = stored.Entry;
            if (entry.After == id || (entry.Brings?.Contains(id) ?? false) || (entry.Members?.Any(m => m.Commit == id) ?? false))
            {
                return new LogState(entry.Log, entry.N);
            }
        }

        return null;
    }

    private async ValueTask<string> NotFoundTextAsync(Revision revision, NamedHead? dead, CancellationToken cancellationToken)
    {
        if (dead is not null)
        {
            var name = dead.Name;
            var last = (await lake.Logs.MovementAsync(dead.Head, cancellationToken).ConfigureAwait(false) ?? dead.Head).Entry;
            return last.Op switch
            {
                LogOperation.Renamed => $"{name} was renamed to '{last.Name}'.",
                LogOperation.Reserve => $"{name} was reserved but its making did not finish; make it again.",
                _ => $"{name} was deleted (entry {last.N}, {last.Time:yyyy-MM-dd HH:mm} UTC). Bring it back with: lv {name.KindWord} restore {name.Name}",
            };
        }

        var names = new List<string>();
        foreach (var kind in (RefKind[])[RefKind.Branch, RefKind.Tag])
        {
            if ((revision.Kind ?? kind) == kind)
            {
                var live = await lake.Catalog.ListAsync(kind, cancellationToken: cancellationToken).ConfigureAwait(false);
                names.AddRange(live.Select(named => named.Name.Name));
            }
        }

        var what = revision.Kind switch
        {
            RefKind.Branch => "branch",
            RefKind.Tag => "tag",
            _ => "branch, tag or commit id of at least 6 digits",
        };
        return $"No {what} '{revision.Name}' in {lake.Store.Name}.{NearNames.Hint(revision.Name, names)}";
    }
}
