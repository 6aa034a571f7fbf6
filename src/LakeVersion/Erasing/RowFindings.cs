using LakeVersion.Delta;
using LakeVersion.Storage;

namespace LakeVersion.Erasing;

/// <summary>What of all that a table ever had holds rows that pass a test, or carries their values.</summary>
internal sealed class RowFindings
{
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> erased = new(StringComparer.Ordinal);
    private readonly List<HistoryFile> data = [];
    private readonly List<HistoryFile> logs = [];

    private RowFindings(TableHistory history) => History = history;

    public TableHistory History { get; }

    /// <summary>Data files with such rows.</summary>
    public IReadOnlyList<HistoryFile> Data => data;

    /// <summary>Files of logs that carry values of them.</summary>
    public IReadOnlyList<HistoryFile> Logs => logs;

    /// <summary>The names of data files that hold such rows, or held what was erased before.</summary>
    public IReadOnlySet<string> Names => names;

    /// <summary>The rows, each file's counted.</summary>
    public long Rows { get; private set; }

    /// <summary>How files of rows are searched.</summary>
    public IReadOnlyList<Delta.Erasing.RowSearch> Searches { get; private set; } = [];

    /// <summary>How files of logs are judged.</summary>
    public LogJudge Judge { get; private set; } = null!;

    /// <summary>Files that nobody could look into.</summary>
    public IReadOnlyList<string> Unread { get; private set; } = [];

    /// <summary>Paths that say a value which only such rows have.</summary>
    public IReadOnlyList<string> Paths { get; private set; } = [];

    /// <summary>True where a version may show a file though its log carries nothing.</summary>
    public bool HasSilentAdds { get; private set; }

    /// <summary>The columns of the table's partitions whose values stand in <see cref="Paths"/>.</summary>
    public IReadOnlyList<string> PathColumns { get; private set; } = [];

    /// <summary>True where an entry's content is to be erased, or is gone: it can show nothing any more.</summary>
    public bool IsLost(Versioning.Trees.TreeEntry entry) => erased.Contains(HistoryFile.IdOf(entry));

    /// <summary>True where an entry's content is there, and is to be erased.</summary>
    public bool Goes(Versioning.Trees.TreeEntry entry) => data.Concat(logs).Any(file => file.Id == HistoryFile.IdOf(entry));

    /// <param name="context">The engine.</param>
    /// <param name="history">All that the table had.</param>
    /// <param name="where">The test.</param>
    /// <param name="verdicts">What earlier rounds saw.</param>
    /// <param name="mutants">For tests of tests.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="LakeException">Invalid: the test fits no version. Corrupt or Unsupported: a file cannot be read.</exception>
    public static async ValueTask<RowFindings> FindAsync(
        DeltaContext context, TableHistory history, string where, RowVerdicts verdicts, RowErasureMutants mutants, CancellationToken cancellationToken)
    {
        var findings = new RowFindings(history);
        var logs = history.Files.Where(file => file.IsLog).ToList();
        var facts = await LogFacts.ReadAsync(context, logs, cancellationToken).ConfigureAwait(false);
        var searches = findings.Searches = facts.Searches(context, where);
        var passed = mutants.HasFlag(RowErasureMutants.ChangesStay) ? "_change_data/" : null;
        var data = history.Files.Where(file => file.IsData && StoreKey.TryParse(file.Name, out _) && (passed is null || !file.Name.StartsWith(passed, StringComparison.Ordinal))).ToList();
        var seen = await verdicts.ReadAsync(data, facts, searches, cancellationToken).ConfigureAwait(false);
        findings.Take(seen);
        var own = OwnValues.Of(seen, facts);
        (findings.Paths, findings.PathColumns) = (own.Paths, own.PathColumns);
        var unread = seen.Where(one => one.Verdict.IsUnread).Select(one => one.File.Name).Concat(facts.Odd.Select(file => file.Name));
        findings.Unread = [.. unread.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        findings.erased.UnionWith(facts.Gone);
        findings.Judge = new LogJudge(findings.names, own.Values, new TestLiterals(searches.Select(search => search.Test)));
        if (mutants.HasFlag(RowErasureMutants.LogsStay))
        {
            return findings;
        }

        await findings.JudgeAsync(context, logs.Except(facts.Odd).Where(file => !facts.Gone.Contains(file.Id)), cancellationToken).ConfigureAwait(false);
        return findings;
    }

    private void Take(IReadOnlyList<(HistoryFile File, RowVerdict Verdict)> seen)
    {
        foreach (var (file, verdict) in seen.Where(one => one.Verdict.IsGone || one.Verdict.Passing > 0))
        {
            names.Add(file.Name);
            erased.Add(file.Id);
            if (!verdict.IsGone)
            {
                data.Add(file);
                Rows += verdict.Passing;
            }
        }
    }

    private async ValueTask JudgeAsync(DeltaContext context, IEnumerable<HistoryFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            if (await Judge.CarriesAsync(file.Folder, context, StoreKey.Parse(file.Name), file.Entry.SizeBytes, cancellationToken).ConfigureAwait(false))
            {
                logs.Add(file);
            }
        }

        erased.UnionWith(logs.Select(file => file.Id));
        HasSilentAdds = Judge.HasSilentAdds;
    }
}
