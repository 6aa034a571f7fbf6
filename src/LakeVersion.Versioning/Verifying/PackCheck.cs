using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks a pack as a whole: header, end and directory; and, where asked, that every block is what the directory says.</summary>
internal static class PackCheck
{
    public static async ValueTask<IReadOnlyList<TreeStep>> RunAsync(CheckRun run, PackStep step, CancellationToken cancellationToken)
    {
        run.Figures.Add(Figure.Packs);
        run.Looked();
        try
        {
            var items = await PackDirectory.ReadAsync(run.Ranges, step.Whole, cancellationToken).ConfigureAwait(false);
            foreach (var item in run.ReadsData(step.Whole.ToKey()) ? items : [])
            {
                await BlockAsync(run, step.Whole, item, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            await Harm.TellAsync(run, CheckedThing.Pack, step.Owner, step.Whole, step.Path, e.Message, Advice.Repair, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }

    private static async ValueTask BlockAsync(CheckRun run, Locator pack, PackItem item, CancellationToken cancellationToken)
    {
        var place = pack with { Offset = item.Offset, Length = item.Length };
        var payload = await BlockReader.ReadAsync(run.Ranges, place, item.Type, cancellationToken).ConfigureAwait(false);
        if (DigestOf(item.Type, payload, place) is { } found && found != item.Digest)
        {
            throw LakeException.Corrupt($"The {item.Type} in {place.Describe()} is another than the pack's directory says: expected {item.Digest}, found {found}.");
        }
    }

    private static ContentHash? DigestOf(BlockType type, ReadOnlyMemory<byte> payload, Locator place)
    {
        switch (type)
        {
            case BlockType.Node:
                var reader = new ByteReader(payload.Span, "node", place);
                return ContentHash.OfDomain(NodeFormat.Domain, reader.Raw((int)Math.Min(reader.U32(), int.MaxValue)));
            case BlockType.Content:
                return ContentHash.Of(payload.Span);
            case BlockType.ChunkList:
                return ChunkList.DigestOf(payload.Span);
            default:
                return null; // Of lists of commits this version writes none.
        }
    }
}
