using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Erasing;

/// <summary>Finds content by its digest wherever it is: by the trees of all history, and by what is stored, whatever refers to it.</summary>
internal sealed class ErasureSearch(LakeStore lake, ErasureOptions options)
{
    private const int MostPathsTold = 1000;
    private const int MostPathsOfHead = 20;

    /// <summary>Looks everywhere.</summary>
    public async ValueTask<FoundContents> RunAsync(IReadOnlySet<ContentHash> wanted, CancellationToken cancellationToken)
    {
        var found = new FoundContents(wanted);
        var erased = await lake.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
        foreach (var content in erased.Erasures.SelectMany(erasure => erasure.Contents).Where(content => wanted.Contains(content.Sha256)))
        {
            found.Add(content.Sha256, content.SizeBytes);
        }

        foreach (var (sha256, size) in options.Sizes.Where(pair => wanted.Contains(pair.Key)))
        {
            found.Add(sha256, size);
        }

        await new HistoryWalk(lake, options).RunAsync(null, (key, entry) => See(found, key, entry), e => found.AddUnread(e.Message), cancellationToken).ConfigureAwait(false);
        await new StoredSearch(lake.Uncached, options).RunAsync(found, cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>What was found, for people.</summary>
    public async ValueTask<ErasurePlan> TellAsync(FoundContents found, CancellationToken cancellationToken)
    {
        var contents = Contents(found, found.Places);
        var wholes = found.Places.Select(place => place.Part.Whole).ToHashSet();
        return new ErasurePlan
        {
            Contents = contents,
            NotFound = [.. found.Wanted.Where(sha256 => found.SizeOf(sha256) is null).OrderBy(sha256 => sha256.ToString(), StringComparer.Ordinal)],
            Paths = [.. found.Paths.Keys.Take(MostPathsTold)],
            PathCount = found.Paths.Count,
            Heads = await HeadsAsync(found, cancellationToken).ConfigureAwait(false),
            Outside = [.. found.Outside],
            Unread = [.. found.Unread],
            Packs = wholes.Count(whole => !whole.IsObject),
            Objects = wholes.Count(whole => whole.IsObject),
            Bytes = contents.Sum(content => content.SizeBytes * content.Places.Count),
        };
    }

    /// <summary>Contents with those of their places that are given, in order of digests.</summary>
    public static IReadOnlyList<ErasedContent> Contents(FoundContents found, IEnumerable<FoundPlace> places) =>
    [
        .. places.GroupBy(place => place.Sha256)
            .OrderBy(group => group.Key.ToString(), StringComparer.Ordinal)
            .Select(group => new ErasedContent
            {
                Sha256 = group.Key,
                SizeBytes = found.SizeOf(group.Key) ?? 0,
                Places = [.. group.Select(place => place.Place).OrderBy(place => place.Describe(), StringComparer.Ordinal)],
            }),
    ];

    private static void See(FoundContents found, ReadOnlyMemory<byte> key, TreeEntry entry)
    {
        if (entry.Sha256 is not { } sha256 || !found.Wanted.Contains(sha256) || entry.SizeBytes == 0)
        {
            return;
        }

        found.AddPath(Encoding.UTF8.GetString(key.Span), sha256);
        switch (entry.Place)
        {
            case { Room: Room.External, External: { } identity }:
                found.Add(sha256, entry.SizeBytes);
                found.AddOutside(identity.Uri);
                break;
            case { Room: Room.Pack or Room.Object } place:
                found.Add(sha256, entry.SizeBytes, place, null);
                break;
        }
    }

    // Whoever holds any of it holds it at one of the paths.
    private async ValueTask<IReadOnlyList<ErasedHead>> HeadsAsync(FoundContents found, CancellationToken cancellationToken)
    {
        var heads = new List<ErasedHead>();
        foreach (var kind in (RefKind[])[RefKind.Branch, RefKind.Tag, RefKind.Keep])
        {
            foreach (var named in await lake.Catalog.ListAsync(kind, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    var commit = await lake.Commits.ReadAsync(named.Head.Entry.After!.Value, cancellationToken).ConfigureAwait(false);
                    var (count, first) = await PathsAsync(lake.TreeOf(commit), found, cancellationToken).ConfigureAwait(false);
                    if (count > 0)
                    {
                        heads.Add(new ErasedHead(named.Name, count, first));
                    }
                }
                catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
                {
                    found.AddUnread(e.Message);
                }
            }
        }

        return heads;
    }

    private static async ValueTask<(long Count, IReadOnlyList<string> First)> PathsAsync(Tree tree, FoundContents found, CancellationToken cancellationToken)
    {
        var count = 0L;
        var first = new List<string>();
        foreach (var path in found.Paths.Keys)
        {
            var entry = await tree.GetAsync(LakePath.Parse(path), cancellationToken).ConfigureAwait(false);
            if (entry?.Sha256 is { } sha256 && found.Wanted.Contains(sha256))
            {
                count++;
                if (first.Count < MostPathsOfHead)
                {
                    first.Add(path);
                }
            }
        }

        return (count, first);
    }
}
