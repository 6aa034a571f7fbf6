using System.Security.Cryptography;
using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks the content of entries: always that it is there with its length, or outside with its tag; and, where asked, all its bytes.</summary>
internal sealed class ContentCheck(CheckRun run)
{
    private readonly PackedSet read = new();

    /// <summary>Looks at an entry without reading it; adds to <paramref name="next"/> what is to be read.</summary>
    public async ValueTask LookAsync(TreeOwner owner, string path, TreeEntry entry, Locator node, List<TreeStep> next, CancellationToken cancellationToken)
    {
        if (entry is { SizeBytes: 0, Place: null, External: null })
        {
            return;
        }

        var place = entry.External is { } identity ? Locator.AtExternal(identity) : entry.Place;
        if (place is null)
        {
            await TellAsync(owner, path, node, $"The entry '{path}' of {entry.SizeBytes} bytes has no place: expected one, as it is not empty.", Advice.Record, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (place.Room == Room.Absent)
        {
            run.Figures.Add(Figure.LeftOut);
            return;
        }

        var isErased = run.Erased.At(place) is not null;
        if (isErased)
        {
            run.Figures.Add(Figure.Erased);
        }

        if (!isErased || place.Room == Room.Pack)
        {
            await LookAsync(owner, path, place, entry.Sha256, () => LengthFault(entry, place), next, cancellationToken).ConfigureAwait(false);
        }

        if (entry is { ChunkList: not null, ChunkListPlace: { Room: not Room.Absent } list })
        {
            await LookAsync(owner, path, list, null, () => null, next, cancellationToken).ConfigureAwait(false);
        }

        var isAsked = !isErased && (place.Room == Room.External || run.ReadsData(place.ToKey())
            || (entry is { ChunkList: not null, ChunkListPlace: { Room: Room.Pack } chunks } && run.ReadsData(chunks.ToKey())));
        if (isAsked && read.Add(run.Hash.Of(entry)))
        {
            next.Add(new ContentStep(owner, path, entry));
        }
    }

    /// <summary>Reads content and compares it; content outside whose bytes are not asked for by its tag alone.</summary>
    public async ValueTask<IReadOnlyList<TreeStep>> ReadAsync(ContentStep step, CancellationToken cancellationToken)
    {
        run.Looked();
        var entry = step.Entry;
        var place = entry.External is { } identity ? Locator.AtExternal(identity) : entry.Place!;
        try
        {
            if (place.Room == Room.External)
            {
                await OutsideAsync(entry, place, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await BytesAsync(step, place, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LakeException e) when (place.Room == Room.External && e.Kind is LakeErrorKind.Refused or LakeErrorKind.Unsupported)
        {
            run.Figures.Add(Figure.OutsideUnread);
        }
        catch (LakeException e) when (CheckRun.IsFault(e) && run.IsErasedHere(entry.Sha256))
        {
            run.Figures.Add(Figure.Erased);
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            var advice = place.Room == Room.External ? Advice.Outside : Advice.Content;
            await Harm.TellAsync(run, place.Room == Room.External ? CheckedThing.Outside : CheckedThing.Content, step.Owner, place, step.Path, e.Message, advice, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }

    // Only nodes are ever compressed, so a block of content is as long as the content and its frame.
    private static string? LengthFault(TreeEntry entry, Locator place) => place.Room switch
    {
        Room.Pack when place.Length != entry.SizeBytes + BlockCodec.OverheadBytes => $"{place.Describe()} holds content of {place.Length - BlockCodec.OverheadBytes} bytes: expected {entry.SizeBytes}.",
        Room.Object when place.Offset != 0 || place.Length != entry.SizeBytes => $"The content of {place.Describe()} is said to be {place.Length} bytes from byte {place.Offset}: expected {entry.SizeBytes} from 0.",
        _ => null,
    };

    private async ValueTask LookAsync(
        TreeOwner owner, string path, Locator place, ContentHash? sha256, Func<string?> judge, List<TreeStep> next, CancellationToken cancellationToken)
    {
        try
        {
            await PlaceCheck.ReachAsync(run, owner, place, path, next, cancellationToken).ConfigureAwait(false);
            if (judge() is { } fault)
            {
                throw LakeException.Corrupt(fault);
            }
        }
        catch (LakeException e) when (CheckRun.IsFault(e) && run.IsErasedHere(sha256))
        {
            run.Figures.Add(Figure.Erased);
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            await TellAsync(owner, path, place, e.Message, Advice.Content, cancellationToken).ConfigureAwait(false);
        }
    }

    // One byte is enough for the store to compare the tag.
    private async ValueTask OutsideAsync(TreeEntry entry, Locator place, CancellationToken cancellationToken)
    {
        run.Figures.Add(Figure.Outside);
        if (run.Options.Data && entry.Sha256 is not null)
        {
            await HashAsync(entry, place, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        var outside = run.Outside ?? throw LakeException.Unsupported("Nobody reads content outside the lake.");
        var first = await outside.ReadAsync(place.External!, 0, 1, cancellationToken).ConfigureAwait(false);
        if (first.Length != Math.Min(1, entry.SizeBytes))
        {
            throw LakeException.Corrupt($"'{place.External!.Uri}' has {(first.Length == 0 ? "no bytes" : "bytes")}: expected {entry.SizeBytes}.");
        }
    }

    private async ValueTask BytesAsync(ContentStep step, Locator place, CancellationToken cancellationToken)
    {
        var entry = step.Entry;
        if (entry.SizeBytes <= ChunkList.ChunkBytes)
        {
            await run.Content.ReadAsync(entry, cancellationToken).ConfigureAwait(false);
            Count(entry);
            return;
        }

        ContentHash[]? chunks = null;
        if (entry is { ChunkList: { } digest, ChunkListPlace: { Room: not Room.Absent } list })
        {
            try
            {
                chunks = await ChunkList.ReadAsync(run.Ranges, list, digest, entry.SizeBytes, cancellationToken).ConfigureAwait(false);
            }
            catch (LakeException e) when (CheckRun.IsFault(e))
            {
                await TellAsync(step.Owner, step.Path, list, e.Message, Advice.Content, cancellationToken).ConfigureAwait(false);
            }
        }

        await HashAsync(entry, place, chunks, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask HashAsync(TreeEntry entry, Locator place, ContentHash[]? chunks, CancellationToken cancellationToken)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 0L; at < entry.SizeBytes; at += ChunkList.ChunkBytes)
        {
            var length = (int)Math.Min(ChunkList.ChunkBytes, entry.SizeBytes - at);
            var part = await BlockReader.ReadRangeAsync(run.Ranges, place, at, length, cancellationToken).ConfigureAwait(false);
            whole.AppendData(part.Span);
            if (chunks is not null && ContentHash.Of(part.Span) is var found && found != chunks[at / ChunkList.ChunkBytes])
            {
                throw LakeException.Corrupt($"The content in {place.Describe()} is damaged: chunk {at / ChunkList.ChunkBytes} (from byte {at}), expected SHA-256 {chunks[at / ChunkList.ChunkBytes]}, found {found}.");
            }
        }

        if (ContentHash.Read(whole.GetHashAndReset()) is var digest && digest != entry.Sha256)
        {
            throw LakeException.Corrupt($"The content in {place.Describe()} is damaged: expected SHA-256 {entry.Sha256}, found {digest}.");
        }

        Count(entry);
    }

    private void Count(TreeEntry entry)
    {
        run.Figures.Add(Figure.Contents);
        run.Figures.Add(Figure.ContentBytes, entry.SizeBytes);
    }

    private ValueTask TellAsync(TreeOwner owner, string path, Locator place, string fault, string advice, CancellationToken cancellationToken) =>
        Harm.TellAsync(run, CheckedThing.Content, owner, place, path, fault, advice, cancellationToken);
}
