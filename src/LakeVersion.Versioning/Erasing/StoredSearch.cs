using System.Security.Cryptography;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Erasing;

/// <summary>Looks for content in all that a store holds, whatever refers to it: in the directory of every pack, and in every object of a size that counts.</summary>
internal sealed class StoredSearch(IObjectStore store, ErasureOptions options)
{
    private const int ReadBytes = 4 << 20;

    /// <summary>Adds what is found.</summary>
    public async ValueTask RunAsync(FoundContents found, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.RequestsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ListAsync("packs/", isObject: false, cancellationToken), parallel, (item, token) => PackAsync(item, found, token)).ConfigureAwait(false);

        // Only after the packs: what is larger than a block is known by its size from trees, or from earlier erasures.
        var sizes = found.Wanted.Select(found.SizeOf).OfType<long>().ToHashSet();
        if (sizes.Any(size => size >= Content.ChunkList.ChunkBytes))
        {
            var objects = ListAsync("objects/", isObject: true, cancellationToken).Where(item => sizes.Contains(item.Info.SizeBytes));
            await Parallel.ForEachAsync(objects, parallel, (item, token) => ObjectAsync(item, found, token)).ConfigureAwait(false);
        }
    }

    /// <summary>The digest of an object; null where it is gone.</summary>
    public async ValueTask<ContentHash?> DigestAsync(Locator place, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 0L; at < place.Length; at += ReadBytes)
        {
            var length = (int)Math.Min(ReadBytes, place.Length - at);
            if (await store.GetRangeAsync(place.ToKey(), at, length, cancellationToken).ConfigureAwait(false) is not { } part)
            {
                return null;
            }

            hash.AppendData(part.Span);
        }

        return ContentHash.Read(hash.GetHashAndReset());
    }

    /// <summary>The packs (<c>packs/</c>) or objects (<c>objects/</c>) of the store, whatever refers to them.</summary>
    public async IAsyncEnumerable<Stored> ListAsync(
        string folder, bool isObject, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in store.ListAsync(new ListRequest { Prefix = folder }, cancellationToken).ConfigureAwait(false))
        {
            var prefix = folder.Length + 3 <= item.Name.Length ? item.Name[..(folder.Length + 3)] : folder;
            if (item.Info is { } info && StoredName.TryParse(prefix, isObject, item.Name, out var whole))
            {
                yield return new Stored(item.Name, whole, info);
            }
        }
    }

    private async ValueTask PackAsync(Stored item, FoundContents found, CancellationToken cancellationToken)
    {
        options.Report(ErasurePhase.Searching, 1);
        var pack = item.Whole.ToPlace() with { Length = item.Info.SizeBytes };
        try
        {
            foreach (var block in await PackDirectory.ReadAsync(new StoreRanges(store), pack, cancellationToken).ConfigureAwait(false))
            {
                if (block.Type == BlockType.Content && found.Wanted.Contains(block.Digest))
                {
                    found.Add(block.Digest, block.Length - BlockCodec.OverheadBytes, block.PlaceIn(pack), item.Info.Modified);
                }
            }
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            if (await store.StatAsync(StoreKey.Parse(item.Key), cancellationToken).ConfigureAwait(false) is not null)
            {
                found.AddUnread(e.Message); // Else it was collected meanwhile.
            }
        }
    }

    private async ValueTask ObjectAsync(Stored item, FoundContents found, CancellationToken cancellationToken)
    {
        options.Report(ErasurePhase.Searching, 1);
        var place = item.Whole.ToPlace() with { Length = item.Info.SizeBytes };
        if (await DigestAsync(place, cancellationToken).ConfigureAwait(false) is { } digest && found.Wanted.Contains(digest))
        {
            found.Add(digest, item.Info.SizeBytes, place, item.Info.Modified);
        }
    }

    /// <summary>A pack or object that is stored.</summary>
    public sealed record Stored(string Key, StoredPart Whole, ObjectInfo Info);
}
