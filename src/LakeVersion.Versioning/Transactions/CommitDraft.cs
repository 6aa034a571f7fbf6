using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>Fills in a commit record. Pure.</summary>
internal static class CommitDraft
{
    private const int MostNames = 64;

    public static CommitRecord Of(
        LakeStore lake, RefName branch, long entry, PendingCommit member, IReadOnlyList<Commit> parents, Tree tree, IReadOnlyList<PathChange> changes, DateTimeOffset time)
    {
        var options = member.Options;
        var parent = parents[0];
        return new CommitRecord
        {
            Lake = lake.Id,
            Tx = member.Transaction.Id,
            Branch = branch.Name,
            Entry = entry,
            Root = tree.Id,
            Totals = tree.Totals,
            Parents = [.. parents.Select(one => one.Id)],
            Generation = parents.Max(one => one.Record.Generation) + 1,
            Depth = parent.Record.Depth + 1,
            Ancestors = Ancestry.SkipsBehind(parent),
            Author = options.Author,
            Committer = options.Committer ?? options.Author,
            Time = Microseconds.Floor(time),
            Message = options.Message,
            Metadata = options.Metadata is { Count: > 0 } ? options.Metadata : null,
            Operation = options.Operation,
            Changed = Summary(changes, member.Transaction.Groups.Keys),
            Applied = options.Applied,
            Key = options.IdempotencyKey,
        };
    }

    private static CommitChanges Summary(IReadOnlyList<PathChange> changes, IEnumerable<string> groups)
    {
        var tables = groups.Select(prefix => prefix.TrimEnd('/')).Order(Utf8Order.Comparer).ToList();
        var folders = new SortedSet<string>(Utf8Order.Comparer);
        var more = tables.Count > MostNames;
        foreach (var change in changes)
        {
            var slash = change.Path.Value.IndexOf('/', StringComparison.Ordinal);
            var folder = slash > 0 ? change.Path.Value[..slash] : "";
            if (folder.Length > 0 && folders.Count < MostNames)
            {
                folders.Add(folder);
            }
            else
            {
                more |= folder.Length > 0 && !folders.Contains(folder);
            }
        }

        return new CommitChanges(
            changes.Count,
            tables.Count > 0 ? tables.Take(MostNames).ToList() : null,
            folders.Count > 0 ? folders.ToList() : null,
            more ? true : null);
    }
}
