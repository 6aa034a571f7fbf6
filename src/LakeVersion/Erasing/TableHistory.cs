using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Erasing;

/// <summary>All that a table's folder ever held, by the states of every name, deleted ones and staged transactions included.</summary>
/// <remarks>From state to state only what changed is read. Expired states are looked at as far as they are there still.</remarks>
internal sealed class TableHistory
{
    private static readonly RefKind[] Kinds = [RefKind.Branch, RefKind.Tag, RefKind.Keep, RefKind.Staging];

    private readonly Lake lake;
    private readonly Action<Commit> seen;
    private readonly Dictionary<CommitId, StateOfTable?> known = [];
    private readonly Dictionary<(string, string), HistoryFile> files = [];
    private readonly List<NameHistory> names = [];

    private TableHistory(Lake lake, string table, Action<Commit> seen) => (this.lake, Table, this.seen) = (lake, table, seen);

    /// <summary>The table.</summary>
    public string Table { get; }

    /// <summary>Every content of every path, each once.</summary>
    public IReadOnlyCollection<HistoryFile> Files => files.Values;

    /// <summary>Every name with its states, oldest first.</summary>
    public IReadOnlyList<NameHistory> Names => names;

    /// <param name="lake">The lake.</param>
    /// <param name="table">The table's path.</param>
    /// <param name="seen">Told of every commit, once.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<TableHistory> ReadAsync(Lake lake, string table, Action<Commit> seen, CancellationToken cancellationToken)
    {
        var history = new TableHistory(lake, table, seen);
        foreach (var kind in Kinds)
        {
            foreach (var named in await lake.Store.Catalog.ListAsync(kind, includeDead: true, cancellationToken).ConfigureAwait(false))
            {
                history.names.Add(await history.OfNameAsync(named, cancellationToken).ConfigureAwait(false));
            }
        }

        return history;
    }

    private async ValueTask<NameHistory> OfNameAsync(NamedHead named, CancellationToken cancellationToken)
    {
        var entries = new List<(long N, CommitId? Commit, StagedState? Staged)>();
        await foreach (var stored in lake.Store.Logs.NewestFirstAsync(named.Name.Log, named.Head.Entry.N, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            entries.AddRange(StatesOf(stored.Entry));
        }

        entries.Reverse();
        var states = new List<(long Entry, StateOfTable? State)>();
        StateOfTable? before = null;
        foreach (var (n, commit, staged) in entries)
        {
            before = staged is not null ? await OfStepAsync(staged, before, named.Head.Entry.IsLive, cancellationToken).ConfigureAwait(false)
                : await OfCommitAsync(commit!.Value, before, cancellationToken).ConfigureAwait(false);
            states.Add((n, before));
        }

        return new NameHistory(named.Name, named.Head.Entry.IsLive, states);
    }

    // Newest first, as the entries come.
    private static IEnumerable<(long N, CommitId? Commit, StagedState? Staged)> StatesOf(LogEntry entry)
    {
        if (entry.Staged is { } staged)
        {
            yield return (entry.N, null, staged);
            yield break;
        }

        var named = new HashSet<CommitId>();
        foreach (var id in (entry.After is { } after ? [after] : (CommitId[])[])
            .Concat((entry.Members ?? []).Reverse().Select(member => member.Commit)).Concat(entry.Brings ?? []))
        {
            if (named.Add(id))
            {
                yield return (entry.N, id, null);
            }
        }
    }

    private async ValueTask<StateOfTable?> OfCommitAsync(CommitId id, StateOfTable? before, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(id, out var state))
        {
            return state;
        }

        var commit = await lake.Store.Commits.ReadAsync(id, cancellationToken).ConfigureAwait(false);
        seen(commit);
        try
        {
            state = await NextAsync(before, lake.Store.TreeOf(commit), lake.Store.ContentOf(commit), id.Abbreviated, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
        {
            state = null;
        }

        known.Add(id, state);
        return state;
    }

    // What an ended transaction staged may be gone.
    private async ValueTask<StateOfTable?> OfStepAsync(StagedState staged, StateOfTable? before, bool isLive, CancellationToken cancellationToken)
    {
        try
        {
            var tree = lake.Store.TreeOf(new TreeRoot(staged.Root, staged.RootPlace, staged.Totals));
            return await NextAsync(before, tree, lake.Store.Content, $"staged for {staged.Branch}", cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (!isLive && e.Kind is LakeErrorKind.Expired or LakeErrorKind.Corrupt)
        {
            return null;
        }
    }

    private async ValueTask<StateOfTable> NextAsync(StateOfTable? before, Tree tree, ContentReader content, string label, CancellationToken cancellationToken)
    {
        var prefix = TablePath.Prefix(Table);
        var folder = new TreeFolder(new SnapshotView(tree, content), null, Table, $"{label}:{Table}", lake.Store.StoreTimeAsync);
        var isChanged = before is null;
        await foreach (var change in TreeDiff.CompareAsync(before?.Tree ?? lake.Store.TreeOf(lake.Store.RootCommit), tree, prefix, cancellationToken).ConfigureAwait(false))
        {
            isChanged = true;
            if (change.After is { } entry)
            {
                var name = change.Path.Value[prefix.Length..];
                files.TryAdd((name, HistoryFile.IdOf(entry)), new HistoryFile(name, entry, folder));
            }
        }

        return isChanged ? new StateOfTable(tree, folder) : before!;
    }
}

/// <summary>A name with the states that its log gives it.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsLive">True where it has a newest state.</param>
/// <param name="States">The states, oldest first, with their entries; null where it expired. Equal references say that the table did not change.</param>
internal sealed record NameHistory(RefName Name, bool IsLive, IReadOnlyList<(long Entry, StateOfTable? State)> States);

/// <summary>A table's folder at a state; it may hold no table.</summary>
/// <param name="Tree">The state's tree.</param>
/// <param name="Folder">The folder in it.</param>
internal sealed record StateOfTable(Tree Tree, IObjectStore Folder)
{
    public bool Equals(StateOfTable? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
