using System.Collections.Concurrent;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Collection;

/// <summary>Fences every log (protocol: collecting, rule 3): whoever appends behind a fence has seen its record.</summary>
internal sealed class GcFences(LakeStore lake, CollectorOptions options, CollectorMutants mutants)
{
    /// <summary>Appends the fence of collection k to every log that has none of it, or of a later one, as its newest entry.</summary>
    /// <returns>The logs that were closed for ever: nothing is appended there, and nobody takes a state of them any more.</returns>
    /// <remarks>
    /// A log that is born meanwhile needs no fence: its maker reads the collection record after reserving the name, which is after the record
    /// was written. What a closed log led to was published before it was closed, so that roots that are read after this call hold it.
    /// </remarks>
    public async ValueTask<IReadOnlySet<string>> AppendAsync(long k, CancellationToken cancellationToken)
    {
        var closed = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var kind in Enum.GetValues<RefKind>())
        {
            await lake.Background.ForEachAsync(lake.Logs.NamesAsync(kind, cancellationToken), options.RequestsAtOnce, async (name, token) =>
            {
                if (!await FenceAsync(name, k, token).ConfigureAwait(false))
                {
                    closed[name.Log] = true;
                }

                options.Report(CollectorPhase.Fencing, 1);
            }, cancellationToken).ConfigureAwait(false);
        }

        return closed.Keys.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The logs that are closed for ever now, without writing anything: those of transactions that ended.</summary>
    public async ValueTask<IReadOnlySet<string>> ClosedAsync(CancellationToken cancellationToken)
    {
        var closed = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await lake.Background.ForEachAsync(lake.Logs.NamesAsync(RefKind.Staging, cancellationToken), options.RequestsAtOnce, async (name, token) =>
        {
            if (await IsClosedAsync(name, token).ConfigureAwait(false))
            {
                closed[name.Log] = true;
            }
        }, cancellationToken).ConfigureAwait(false);
        return closed.Keys.ToHashSet(StringComparer.Ordinal);
    }

    // False where the log is closed for ever.
    private async ValueTask<bool> FenceAsync(RefName name, long k, CancellationToken cancellationToken)
    {
        if (await IsClosedAsync(name, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        if (await IsLeftOutAsync(name, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        try
        {
            await lake.Writer.AppendAsync(
                name,
                new LogOptions { Author = options.Author }.Stamp(lake),
                (moment, _) => ValueTask.FromResult(IsFenced(moment.Head, k)
                    ? null
                    : new LogDraft { Op = LogOperation.Fence, After = moment.Head!.Entry.After, Fence = k, Message = $"Collection {k}" }),
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Refused)
        {
            // A transaction that ends meanwhile closes its log; nothing else refuses a fence.
            if (await IsClosedAsync(name, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            throw;
        }
    }

    // A folder without entries is no log; a later fence stands for this one, as its record says all that this one does.
    private static bool IsFenced(StoredEntry? head, long k) => head is null || (head.Entry.Op == LogOperation.Fence && head.Entry.Fence >= k);

    private async ValueTask<bool> IsClosedAsync(RefName name, CancellationToken cancellationToken)
    {
        var head = await lake.Logs.HeadAsync(name.Log, cancellationToken).ConfigureAwait(false);
        return (await lake.Logs.MovementAsync(head, cancellationToken).ConfigureAwait(false))?.Entry.Op == LogOperation.Retire;
    }

    private async ValueTask<bool> IsLeftOutAsync(RefName name, CancellationToken cancellationToken) =>
        mutants.HasFlag(CollectorMutants.NoFences)
        || (mutants.HasFlag(CollectorMutants.TagsUnfenced) && name.Kind == RefKind.Tag)
        || (mutants.HasFlag(CollectorMutants.DeadNamesUnfenced)
            && await lake.Logs.HeadAsync(name.Log, cancellationToken).ConfigureAwait(false) is not { Entry.IsLive: true });
}
