using LakeVersion.Changes;
using LakeVersion.Comparing;
using LakeVersion.Delta.Merging;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Merging;

/// <summary>Brings what changed from a base to theirs into a transaction, which is ours: files path by path, tables as units.</summary>
/// <remarks>
/// What base and theirs have in common is never opened, and of ours only what theirs changed is looked at. Everything undecided is
/// gathered; the transaction is then of no use. Tables that go make room first, then come the files, then the tables that stay or come, and
/// last it is asked whether each file found room.
/// </remarks>
/// <param name="lake">The lake.</param>
/// <param name="change">Ours.</param>
/// <param name="decide">Decides a conflict, or does not.</param>
/// <param name="commit">The commit whose change is brought in or taken back; null where it is a branch.</param>
internal sealed class TreeMerge(Lake lake, LakeTransaction change, Func<MergeConflict, MergeDecision?> decide, CommitId? commit = null)
{
    private readonly List<MergeConflict> conflicts = [];
    private readonly List<(LakePath Path, TreeEntry? Ours, bool IsPut)> brought = [];

    /// <summary>Merges; what is left undecided, in order.</summary>
    /// <exception cref="LakeException">Invalid: a decision that does not fit its conflict. Else what reading finds.</exception>
    public async ValueTask<IReadOnlyList<MergeConflict>> RunAsync(MergeTree @base, MergeTree theirs, CancellationToken cancellationToken)
    {
        conflicts.Clear();
        brought.Clear();
        foreach (var source in @base.Sources.Concat(theirs.Sources))
        {
            change.Inner.Use(source);
        }

        var (files, tables) = await ChangesAsync(@base, theirs, cancellationToken).ConfigureAwait(false);
        var units = new TableUnits(lake, change, Ask);
        var staying = new List<string>();
        foreach (var table in tables)
        {
            if (await Tables.TableProbe.ExistsAsync(theirs.Tree, table, cancellationToken).ConfigureAwait(false))
            {
                staying.Add(table);
            }
            else
            {
                await units.MergeAsync(@base, theirs, table, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var file in files)
        {
            await MergeFileAsync(file, cancellationToken).ConfigureAwait(false);
        }

        // What is removed must not lie in a table of ours; what is put must find room among the tables that theirs brings.
        await CheckPlacesAsync(isPut: false, cancellationToken).ConfigureAwait(false);

        foreach (var table in staying)
        {
            await units.MergeAsync(@base, theirs, table, cancellationToken).ConfigureAwait(false);
        }

        await CheckPlacesAsync(isPut: true, cancellationToken).ConfigureAwait(false);
        conflicts.Sort(MergeConflict.Order);
        return [.. conflicts];
    }

    // A path whose place a table took comes twice, as removed and as added: two changes of one path are one here.
    private static async ValueTask<(List<TreeChange> Files, SortedSet<string> Tables)> ChangesAsync(
        MergeTree @base, MergeTree theirs, CancellationToken cancellationToken)
    {
        var files = new List<TreeChange>();
        var tables = new SortedSet<string>(Utf8Order.Comparer);
        await foreach (var (difference, table) in LakeDiff.ChangesAsync(@base.Tree, theirs.Tree, null, cancellationToken).ConfigureAwait(false))
        {
            if (table is null)
            {
                files.Add(difference);
            }
            else
            {
                tables.Add(table);
            }
        }

        return (files, tables);
    }

    private async ValueTask MergeFileAsync(TreeChange file, CancellationToken cancellationToken)
    {
        var ours = await change.Inner.GetAsync(file.Path, cancellationToken).ConfigureAwait(false);
        var take = PathMerge.Decide(file.Before, ours, file.After) ?? Ask(new MergeConflict
        {
            Kind = MergeConflictKind.File,
            Path = file.Path.Value,
            Base = EntryText.Of(file.Before),
            Ours = EntryText.Of(ours),
            Theirs = EntryText.Of(file.After),
            Reason = PathMerge.Reason(file.Before, ours, file.After),
        })?.Side ?? MergeSide.Ours;
        var wanted = take switch
        {
            MergeSide.Theirs => file.After,
            MergeSide.Base => file.Before,
            _ => ours,
        };
        if (!PathMerge.Same(ours, wanted))
        {
            Put(file.Path, wanted);
            brought.Add((file.Path, ours, wanted is not null));
        }
    }

    private async ValueTask CheckPlacesAsync(bool isPut, CancellationToken cancellationToken)
    {
        var places = new FilePlaces(change, Ask);
        foreach (var (path, ours, _) in brought.Where(file => file.IsPut == isPut))
        {
            await places.CheckAsync(path, ours, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Put(LakePath path, TreeEntry? entry)
    {
        if (entry is null)
        {
            change.Inner.Delete(path);
        }
        else
        {
            change.Inner.Put(path, entry);
        }
    }

    // What is asked about twice, as by two commits that are taken back together, is told once.
    private MergeDecision? Ask(MergeConflict conflict)
    {
        conflict = conflict with { Commit = commit };
        var choice = decide(conflict);
        if (choice is { Side: MergeSide.Value } && conflict.Kind is not (MergeConflictKind.Cell or MergeConflictKind.Property))
        {
            throw LakeException.Invalid($"{conflict.Subject}: a value can be given for a cell or a property, not here ({conflict.Reason}). Take ours, theirs or base.");
        }

        if (choice is null && !conflicts.Exists(conflict.IsAboutSameAs))
        {
            conflicts.Add(conflict);
        }

        return choice;
    }
}
