using System.Runtime.CompilerServices;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>A transaction's own writes over its base: the newest wish for each path, and the view through them.</summary>
/// <remarks>Holds one record for each changed path in memory. Not safe for concurrent use; the transaction locks.</remarks>
internal sealed class ChangeSet
{
    private readonly Dictionary<LakePath, TreeEntry?> wishes = [];
    private readonly SortedSet<LakePath> order = [];

    public int Count => wishes.Count;

    public void Set(LakePath path, TreeEntry? entry)
    {
        if (!wishes.ContainsKey(path))
        {
            order.Add(path);
        }

        wishes[path] = entry;
    }

    /// <summary>Takes the wishes under a prefix back to what <see cref="Under"/> gave earlier.</summary>
    public void Rewind(string prefix, IReadOnlyList<PathChange> earlier)
    {
        foreach (var change in Under(prefix))
        {
            wishes.Remove(change.Path);
            order.Remove(change.Path);
        }

        foreach (var change in earlier)
        {
            Set(change.Path, change.Entry);
        }
    }

    public bool TryGet(LakePath path, out TreeEntry? entry) => wishes.TryGetValue(path, out entry);

    /// <summary>All changes in path order, as a list of its own.</summary>
    public List<PathChange> ToList() => [.. order.Select(path => new PathChange(path, wishes[path]))];

    /// <summary>The changes whose paths begin with a text, in path order, as a list of its own.</summary>
    public List<PathChange> Under(string prefix)
    {
        if (prefix.Length == 0)
        {
            return ToList();
        }

        var list = new List<PathChange>();
        if (!LakePath.TryParse(prefix, out var from) || order.Count == 0 || order.Max < from)
        {
            return list;
        }

        foreach (var path in order.GetViewBetween(from, order.Max))
        {
            if (!path.Value.StartsWith(prefix, StringComparison.Ordinal))
            {
                break;
            }

            list.Add(new PathChange(path, wishes[path]));
        }

        return list;
    }

    /// <summary>The base's entries under a prefix with the changes on top, in path order.</summary>
    public static async IAsyncEnumerable<TreeItem> ViewAsync(
        Tree tree, IReadOnlyList<PathChange> changes, string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = 0;
        while (next < changes.Count && startAfter is not null && Storage.Utf8Order.Compare(changes[next].Path.Value, startAfter) <= 0)
        {
            next++;
        }

        await foreach (var item in tree.ScanAsync(new TreeScan { Prefix = prefix, StartAfter = startAfter }, cancellationToken).ConfigureAwait(false))
        {
            for (; next < changes.Count && changes[next].Path < item.Path; next++)
            {
                if (changes[next].Entry is { } added)
                {
                    yield return new TreeItem(changes[next].Path, added);
                }
            }

            if (next < changes.Count && changes[next].Path == item.Path)
            {
                if (changes[next++].Entry is { } replaced)
                {
                    yield return new TreeItem(item.Path, replaced);
                }
            }
            else
            {
                yield return item;
            }
        }

        for (; next < changes.Count; next++)
        {
            if (changes[next].Entry is { } added)
            {
                yield return new TreeItem(changes[next].Path, added);
            }
        }
    }
}
