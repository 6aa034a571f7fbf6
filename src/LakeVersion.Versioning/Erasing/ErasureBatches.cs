namespace LakeVersion.Versioning.Erasing;

/// <summary>Parts what is to be erased into bodies of entries, each well below the 1 MiB of a record. Pure.</summary>
internal static class ErasureBatches
{
    private const int MostBytes = 512 << 10;
    private const int ContentBytes = 130;
    private const int PlaceBytes = 180;

    /// <summary>The bodies, without reason and number; one content may be in several of them, each with some of its places.</summary>
    public static IReadOnlyList<ErasureRecord> Of(IEnumerable<ErasedContent> contents)
    {
        var batches = new List<ErasureRecord>();
        var batch = new List<ErasedContent>();
        var bytes = 0;
        foreach (var content in contents.SelectMany(Split))
        {
            var more = ContentBytes + (content.Places.Count * PlaceBytes);
            if (bytes + more > MostBytes && batch.Count > 0)
            {
                batches.Add(new ErasureRecord { Contents = batch });
                (batch, bytes) = ([], 0);
            }

            batch.Add(content);
            bytes += more;
        }

        if (batch.Count > 0)
        {
            batches.Add(new ErasureRecord { Contents = batch });
        }

        return batches;
    }

    private static IEnumerable<ErasedContent> Split(ErasedContent content) => content.Places.Count == 0
        ? [content]
        : content.Places.Chunk((MostBytes - ContentBytes) / PlaceBytes).Select(places => content with { Places = places });
}
