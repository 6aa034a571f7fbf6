using System.Runtime.CompilerServices;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>Runs scans over trees.</summary>
internal static class TreeScanner
{
    private const byte Separator = (byte)'/';

    public static async IAsyncEnumerable<TreeItem> ScanAsync(
        Tree tree, TreeScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var range = KeyRange.OfPrefix(scan.Prefix);
        var after = scan.StartAfter is { } text ? KeyRange.ToBytes(text) : null;
        var left = scan.Limit ?? int.MaxValue;
        var root = left > 0 ? await tree.ReadRootAsync(cancellationToken).ConfigureAwait(false) : null;
        if (root is null)
        {
            yield break;
        }

        var start = after is not null && after.AsSpan().SequenceCompareTo(range.Start) > 0 ? after : range.Start;
        var cursor = await ScanCursor.OpenAsync(tree.Source, root, start, scan.TablesOnly, cancellationToken).ConfigureAwait(false);
        while (cursor.Node is { } node && !range.IsBefore(node.Key(cursor.Index).Span))
        {
            var key = node.Key(cursor.Index);
            var folder = scan.Folders ? FolderOf(key.Span, range.Start.Length) : 0;
            if (folder > 0)
            {
                var name = key[..folder];
                if (after is null || name.Span.SequenceCompareTo(after) > 0)
                {
                    yield return new TreeItem(LakePath.FromChecked(name.Span), null);
                    left--;
                }

                // All that is in the folder is passed over by one seek.
                await cursor.SeekAsync(KeyRange.Successor(name.Span), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                if (after is null || key.Span.SequenceCompareTo(after) > 0)
                {
                    yield return new TreeItem(node.Path(cursor.Index), node.Entry(cursor.Index));
                    left--;
                }

                await cursor.NextAsync(cancellationToken).ConfigureAwait(false);
            }

            if (left == 0)
            {
                yield break;
            }
        }
    }

    // The length of the folder's name with its separator; 0 where the key is in no folder below the prefix.
    private static int FolderOf(ReadOnlySpan<byte> key, int prefix) => prefix + key[prefix..].IndexOf(Separator) + 1 is var end && end > prefix ? end : 0;
}
