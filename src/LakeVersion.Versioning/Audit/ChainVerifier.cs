using System.Runtime.CompilerServices;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Audit;

/// <summary>Checks that a log is whole: numbers without gaps, each entry naming the digest of the one before.</summary>
/// <remarks>The chain shows any changed or missing entry but the newest; a mark kept elsewhere shows that one too.</remarks>
public sealed class ChainVerifier
{
    private readonly LakeStore lake;

    /// <summary>Checks logs of a lake.</summary>
    public ChainVerifier(LakeStore lake)
    {
        ArgumentNullException.ThrowIfNull(lake);
        this.lake = lake;
    }

    /// <summary>Every fault of a log, oldest entry first; none where it is whole.</summary>
    /// <param name="log">The log's key prefix.</param>
    /// <param name="expect">A mark kept from earlier, which must still stand in the log; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<ChainFault> VerifyAsync(
        string log, AuditMark? expect = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // By what is listed, not by counting: who can write to the store can plant an entry of any number.
        var runs = await NumberedKey.RunsAsync(lake.Store, log, cancellationToken).ConfigureAwait(false);
        var start = lake.Logs.FirstOf(log);
        var next = start;
        StoredEntry? before = null;
        foreach (var (first, last) in runs)
        {
            if (first > next)
            {
                before = null;
                yield return new ChainFault(log, next, Missing(log, next, first - 1));
            }

            for (var n = first; ; n++)
            {
                var (stored, fault) = await ReadAsync(log, n, cancellationToken).ConfigureAwait(false);

                // Behind an unreadable entry the chain cannot be compared; that entry is reported already.
                foreach (var found in fault is not null ? [fault] : before is null && n > 1 ? [] : Compare(before, stored!))
                {
                    yield return found;
                }

                if (lake.Lineage.StartOf(log) is { } begins && begins.N == n && stored is not null && stored.Hash != begins.Hash)
                {
                    yield return new ChainFault(log, n, $"expected digest {begins.Hash}, with which this partial mirror was begun, found {stored.Hash}");
                }

                if (expect?.N == n && expect.Log == log && stored is not null && stored.Hash != expect.Hash)
                {
                    yield return new ChainFault(log, n, $"expected digest {expect.Hash} from the mark, found {stored.Hash}");
                }

                before = stored;
                if (n == last)
                {
                    break; // Not by the loop's condition: the last number there is has none behind it.
                }
            }

            next = last + 1;
        }

        var newest = runs.Count == 0 ? 0 : runs[^1].Last;
        if (expect is not null && Misfit(expect, log, newest) is { } misfit)
        {
            yield return new ChainFault(log, expect.N, misfit);
        }
    }

    private static string Missing(string log, long first, long last) => first == last
        ? $"{NumberedKey.For(log, first)}: entry {first} of {log} is missing; entries are never deleted."
        : $"entries {first} to {last} of {log} are missing; entries are never deleted";

    private string? Misfit(AuditMark expect, string log, long newest) =>
        !lake.Lineage.Knows(expect.Lake) ? $"the mark is of lake {expect.Lake}, this is lake {lake.Id}"
        : expect.Log != log ? $"the mark is of {expect.Log}, this is {log}"
        : expect.N < 1 || expect.N > newest ? $"the mark names entry {expect.N}, but the log ends at {newest}: entries were cut off"
        : null;

    private async ValueTask<(StoredEntry? Entry, ChainFault? Fault)> ReadAsync(string log, long n, CancellationToken cancellationToken)
    {
        try
        {
            return (await lake.Logs.ReadAsync(log, n, cancellationToken).ConfigureAwait(false), null);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported)
        {
            return (null, new ChainFault(log, n, e.Message));
        }
    }

    /// <summary>What an entry says of the one before it, against that one; null before the first. Pure.</summary>
    internal static IEnumerable<ChainFault> Compare(StoredEntry? before, StoredEntry stored)
    {
        var entry = stored.Entry;
        if (entry.Previous != before?.Hash)
        {
            yield return new ChainFault(
                entry.Log, entry.N, $"it follows an entry of digest {entry.Previous?.ToString() ?? "none"}, but entry {entry.N - 1} has {before?.Hash.ToString() ?? "none"}");
        }

        if (before is not null && entry.Time <= before.Entry.Time)
        {
            yield return new ChainFault(entry.Log, entry.N, $"its time {Microseconds.Format(entry.Time)} is not after entry {entry.N - 1}'s");
        }

        if (entry.Before != before?.Entry.After)
        {
            yield return new ChainFault(entry.Log, entry.N, $"it moves from {entry.Before?.Abbreviated ?? "nothing"}, but entry {entry.N - 1} left {before?.Entry.After?.Abbreviated ?? "nothing"}");
        }
    }
}

/// <summary>A fault of a log.</summary>
/// <param name="Log">The log's key prefix.</param>
/// <param name="N">The number of the entry where it shows.</param>
/// <param name="Fault">What is wrong, expected against found.</param>
public sealed record ChainFault(string Log, long N, string Fault);
