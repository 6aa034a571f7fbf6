using System.Collections.Concurrent;
using LakeVersion.Delta.Erasing;
using LakeVersion.Storage;

namespace LakeVersion.Erasing;

/// <summary>Looks into data files of any version, each content once.</summary>
/// <remarks>A file is read by the columns of every version that the test fits, as a name may have meant another column then; the one that finds
/// most counts. Columns of another type than a file has are no fault as long as one version's fit.</remarks>
internal sealed class RowVerdicts
{
    private const int FilesAtOnce = 4;

    private readonly ConcurrentDictionary<(string Name, string Id), RowVerdict> known = new();

    /// <summary>Looks into files; those that were looked into before are not opened again.</summary>
    /// <exception cref="LakeException">Corrupt or Unsupported: a file that a log names cannot be read, so that nobody knows what it holds.</exception>
    public async ValueTask<IReadOnlyList<(HistoryFile File, RowVerdict Verdict)>> ReadAsync(
        IReadOnlyList<HistoryFile> files, LogFacts facts, IReadOnlyList<RowSearch> searches, CancellationToken cancellationToken)
    {
        var found = new (HistoryFile, RowVerdict)[files.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Count, options, async (i, token) =>
        {
            var file = files[i];
            if (!known.TryGetValue((file.Name, file.Id), out var verdict))
            {
                verdict = await ReadAsync(file, facts, searches, token).ConfigureAwait(false);
                known[(file.Name, file.Id)] = verdict;
            }

            found[i] = (file, verdict);
        }).ConfigureAwait(false);
        return found;
    }

    private static async ValueTask<RowVerdict> ReadAsync(HistoryFile file, LogFacts facts, IReadOnlyList<RowSearch> searches, CancellationToken cancellationToken)
    {
        RowVerdict? best = null;
        LakeException? fault = null;
        foreach (var search in searches)
        {
            try
            {
                var (rows, passing) = await search.CountAsync(file.Folder, StoreKey.Parse(file.Name), facts.PartitionOf(file.Name), cancellationToken).ConfigureAwait(false);
                best = best is { } other && other.Passing >= passing ? other : new RowVerdict(rows, passing);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
            {
                return RowVerdict.Gone;
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported or LakeErrorKind.Invalid)
            {
                fault = e;
            }
        }

        return best ?? (facts.Names(file.Name) && fault is not null ? throw fault : RowVerdict.Unread);
    }
}

/// <summary>What a look into a file told.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Passing">Those that pass.</param>
internal sealed record RowVerdict(long Rows, long Passing)
{
    /// <summary>The content is not there any more.</summary>
    public static RowVerdict Gone { get; } = new(-1, 0);

    /// <summary>It is no file of rows, as far as anybody can tell.</summary>
    public static RowVerdict Unread { get; } = new(-2, 0);

    public bool IsGone => Rows == Gone.Rows;

    public bool IsUnread => Rows == Unread.Rows;
}
