using System.Runtime.CompilerServices;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Trees;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Versioning.Erasing;

/// <summary>Content that is stored and that no state of all history names: of changes that were made again, given up, or let go of.</summary>
/// <remarks>
/// 1. Names of packs and objects are read first, then all trees: what was published in between is named by one of them. 2. What a transaction stored
/// that may still be under way is left out: its upload is needed once it is published. A transaction is over where a tree of any history names
/// something that it stored, or once what it stored is a grace period old.
/// </remarks>
public sealed class StrayContents
{
    private readonly LakeStore lake;
    private readonly ErasureOptions options;
    private readonly StoredSearch search;
    private readonly PlaceHash hash;
    private readonly PackedSet digests = new();
    private readonly PackedSet objects = new();
    private readonly PackedSet published = new();
    private readonly PackedSet names = new();

    /// <param name="lake">The lake.</param>
    /// <param name="options">How to read.</param>
    public StrayContents(LakeStore lake, ErasureOptions options)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(options);
        (this.lake, this.options) = (lake, options);
        search = new StoredSearch(lake.Uncached, options);
        hash = new PlaceHash(lake.Entropy);
    }

    /// <summary>How many packs and objects were left out by rule 2.</summary>
    public int LeftOut { get; private set; }

    /// <summary>True where some tree of any history has a path that ends with this file name; known once the first content was read.</summary>
    /// <param name="fileName">The path's last part.</param>
    public bool Names(string fileName) => names.Contains(hash.Of(fileName));

    /// <summary>The contents, each as an entry by which it is read; equal ones at several places once each.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LakeException">Corrupt: a kept state cannot be read, so that nobody knows what it names.</exception>
    public async IAsyncEnumerable<TreeEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stored = await ListAsync(cancellationToken).ConfigureAwait(false);
        await WalkAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (whole, sizeBytes, isOld) in stored)
        {
            options.Report(ErasurePhase.Searching, 1);
            if (!isOld && !published.Contains(hash.Of(new Id128(whole.Transaction).ToString())))
            {
                LeftOut++; // 2
                continue;
            }

            if (whole.IsObject)
            {
                if (!objects.Contains(hash.Of(whole.ToPlace().ToKey().Value)) && await OfObjectAsync(whole, sizeBytes, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    yield return entry;
                }

                continue;
            }

            foreach (var block in await BlocksAsync(whole, sizeBytes, cancellationToken).ConfigureAwait(false))
            {
                yield return block;
            }
        }
    }

    // 1
    private async ValueTask<List<(StoredPart Whole, long SizeBytes, bool IsOld)>> ListAsync(CancellationToken cancellationToken)
    {
        var now = await lake.Uncached.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var grace = await lake.Retention.GraceAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<(StoredPart, long, bool)>();
        foreach (var (folder, isObject) in ((string, bool)[])[("packs/", false), ("objects/", true)])
        {
            await foreach (var item in search.ListAsync(folder, isObject, cancellationToken).ConfigureAwait(false))
            {
                found.Add((item.Whole, item.Info.SizeBytes, item.Info.Modified + grace <= now));
            }
        }

        return found;
    }

    private async ValueTask WalkAsync(CancellationToken cancellationToken)
    {
        LakeException? unread = null;
        await new HistoryWalk(lake, options).RunAsync(
            null,
            (path, entry) =>
            {
                names.Add(hash.Of(path.Span[(path.Span.LastIndexOf((byte)'/') + 1)..]));
                if (entry.Sha256 is { } sha256)
                {
                    digests.Add(hash.Of(sha256.ToString()));
                }

                if (entry.Place is { Room: Places.Room.Object or Places.Room.Pack } place)
                {
                    published.Add(hash.Of(place.TransactionId.ToString()));
                    if (place.Room == Places.Room.Object)
                    {
                        objects.Add(hash.Of(place.ToKey().Value));
                    }
                }
            },
            fault => unread ??= fault,
            cancellationToken).ConfigureAwait(false);
        if (unread is not null)
        {
            throw unread;
        }
    }

    private async ValueTask<List<TreeEntry>> BlocksAsync(StoredPart whole, long sizeBytes, CancellationToken cancellationToken)
    {
        var pack = whole.ToPlace() with { Length = sizeBytes };
        try
        {
            var blocks = await PackDirectory.ReadAsync(new StoreRanges(lake.Uncached), pack, cancellationToken).ConfigureAwait(false);
            return [.. blocks.Where(block => block.Type == BlockType.Content && !digests.Contains(hash.Of(block.Digest.ToString()))).Select(block => new TreeEntry
            {
                SizeBytes = block.Length - BlockCodec.OverheadBytes,
                Sha256 = block.Digest,
                Place = block.PlaceIn(pack),
            })];
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            // It was collected meanwhile; else it is damaged, which a check of the lake tells.
            return [];
        }
    }

    private async ValueTask<TreeEntry?> OfObjectAsync(StoredPart whole, long sizeBytes, CancellationToken cancellationToken)
    {
        var place = whole.ToPlace() with { Length = sizeBytes };
        return await search.DigestAsync(place, cancellationToken).ConfigureAwait(false) is { } digest
            ? new TreeEntry { SizeBytes = sizeBytes, Sha256 = digest, Place = place }
            : null;
    }
}
