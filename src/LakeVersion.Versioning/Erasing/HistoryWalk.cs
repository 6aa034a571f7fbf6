using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Erasing;

/// <summary>Goes through the trees of every state of every log, deleted names, staged transactions and what is expired included.</summary>
internal sealed class HistoryWalk(LakeStore lake, ErasureOptions options)
{
    private static readonly IReadOnlySet<string> NoneClosed = new HashSet<string>();

    /// <summary>Walks.</summary>
    /// <param name="within">Only what may hold these paths; null for all.</param>
    /// <param name="seen">Given every entry with its key, by one caller at a time, most of them once.</param>
    /// <param name="unread">Told what of a kept state cannot be read.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async ValueTask RunAsync(
        PathFilter? within, Action<ReadOnlyMemory<byte>, TreeEntry> seen, Action<LakeException> unread, CancellationToken cancellationToken)
    {
        var gc = await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false);
        var closed = await new GcFences(lake, Walking(), CollectorMutants.None).ClosedAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(gc.LowWater, closed, within, seen, unread, cancellationToken).ConfigureAwait(false);
        if (gc.LowWater.Count > 0 || closed.Count > 0)
        {
            // Of what expired, and of transactions that ended, some may be there still, and need not be.
            await RunAsync(GcView.None.LowWater, NoneClosed, within, seen, _ => { }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RunAsync(
        IReadOnlyDictionary<string, long> lowWater,
        IReadOnlySet<string> closed,
        PathFilter? within,
        Action<ReadOnlyMemory<byte>, TreeEntry> seen,
        Action<LakeException> unread,
        CancellationToken cancellationToken)
    {
        using var lists = new TemporaryLists(options.TemporaryFolder, lake.Entropy);
        using var walk = new MarkWalk(lake, Walking(), lists, static _ => { })
        {
            Within = within,
            Missing = unread,
            Seen = node => See(node, within, seen),
        };
        try
        {
            await walk.RunAsync(new KeptRoots(lake, lowWater, closed).ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            unread(e); // An entry or a commit; what its trees hold is looked for in what is stored as well.
        }
    }

    private CollectorOptions Walking() => new()
    {
        Author = options.Author,
        RequestsAtOnce = options.RequestsAtOnce,
        Progress = (_, more) => options.Report(ErasurePhase.Reading, more),
    };

    private static void See(Node node, PathFilter? within, Action<ReadOnlyMemory<byte>, TreeEntry> seen)
    {
        for (var i = 0; node.Level == 0 && i < node.Count; i++)
        {
            if (within?.Takes(node.Key(i).Span) != false)
            {
                seen(node.Key(i), node.Entry(i));
            }
        }
    }
}
