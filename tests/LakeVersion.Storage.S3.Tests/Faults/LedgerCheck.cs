using LakeVersion.History;
using LakeVersion.Rows.Records;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>Compares a lake with what its writers were told: nothing acknowledged is lost, nothing is there twice, nothing failed is there.</summary>
internal sealed class LedgerCheck(Lake lake, IReadOnlyList<Step> steps, int writers)
{
    private readonly List<string> violations = [];
    private readonly Dictionary<Step, bool> resolved = [];

    /// <summary>Settles every unknown outcome by log, number and transaction. Late requests may still be on their way.</summary>
    public async Task ResolveAsync()
    {
        foreach (var step in steps.Where(step => step.Unknown is not null))
        {
            var unknown = step.Unknown!;
            try
            {
                RefName.TryFromLog(unknown.Log, out var name);
                var isDone = name.Kind == RefKind.Branch
                    ? (await lake.Branch(name.Name).SettleAsync(unknown.N, unknown.Tx)).Outcome == SettledOutcome.Done
                    : (await lake.Store.Moves.SettleAsync(name, unknown.N, new LogOptions { Author = "ada" })).Entry.Tx == unknown.Tx;

                // A staged commit whose seal or step is unknown was never sent to the branch.
                resolved[step] = isDone && name.Kind == RefKind.Branch;
            }
            catch (LakeException e)
            {
                violations.Add($"{step} cannot be resolved: {e}");
            }
        }
    }

    /// <summary>How many unknown outcomes came out as done, and how many as never to be.</summary>
    public string Resolved => $"{resolved.Values.Count(isDone => isDone)} done, {resolved.Values.Count(isDone => !isDone)} not";

    /// <summary>What is wrong; empty where nothing is.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await CheckCommitsAsync();
        await CheckFilesAsync();
        await CheckRowsAsync();
        await CheckBirthsAsync();
        await CheckMovesAsync();
        await CheckChainsAsync();
        return violations;
    }

    private IEnumerable<Step> Expected(params StepKind[] kinds) =>
        steps.Where(step => kinds.Contains(step.Kind) && (step.Told == Told.Done || resolved.GetValueOrDefault(step)));

    private async Task CheckCommitsAsync()
    {
        var expected = Expected(StepKind.File, StepKind.Append, StepKind.Staged).Select(step => step.Label).ToList();
        var entries = await EntriesAsync("main");
        Compare("the log of main", expected, entries.SelectMany(entry => entry.Members ?? []).Select(member => member.Message!));
        Compare("the history of main", expected, await lake.Log.WalkAsync((await lake.AtAsync("main")).Commit).Select(commit => commit.Record.Message).ToListAsync());
    }

    private async Task CheckFilesAsync()
    {
        var expected = Expected(StepKind.File, StepKind.Staged).ToDictionary(MixedWork.PathOf);
        var main = await lake.AtAsync("main");
        var found = new List<string>();
        foreach (var folder in (string[])["files", "staged"])
        {
            found.AddRange(await main.Tree.ScanAsync(new() { Prefix = folder + "/" }).Select(item => item.Path.Value).ToListAsync());
        }

        Compare("the tree of main", expected.Keys, found);
        await Parallel.ForEachAsync(found.Where(expected.ContainsKey), async (path, token) =>
        {
            if (!(await main.Files.ReadAsync(path, token)).Span.SequenceEqual(MixedWork.ContentOf(expected[path])))
            {
                lock (violations)
                {
                    violations.Add($"{path} holds other bytes than were put");
                }
            }
        });
    }

    private async Task CheckRowsAsync()
    {
        var found = new List<int>();
        await foreach (var batch in (await lake.AtAsync("main")).Table(MixedWork.Table).ReadAsync())
        {
            using (batch)
            {
                found.AddRange(RowReader.Read<MixedWork.Reading>(batch).Select(row => row.Day));
            }
        }

        Compare("the table", Expected(StepKind.Append).Select(step => step.Number).Append(0), found);
    }

    // A birth takes two entries: where only the first is there, the name is reserved and not live.
    private async Task CheckBirthsAsync()
    {
        var live = (await lake.BranchesAsync()).Select(branch => branch.Name.Name).ToHashSet();
        foreach (var step in steps.Where(step => step.Kind == StepKind.Birth))
        {
            var isSure = step.Unknown is not { N: 1 };
            var isExpected = step.Told == Told.Done || resolved.GetValueOrDefault(step);
            if (isSure ? isExpected != live.Contains(step.Label) : live.Contains(step.Label))
            {
                violations.Add($"{step}, but the branch is {(live.Contains(step.Label) ? "there" : "not there")}");
            }
        }
    }

    private async Task CheckMovesAsync()
    {
        var found = new List<string>();
        for (var writer = 0; writer < writers; writer++)
        {
            found.AddRange((await EntriesAsync(MixedWork.BranchOf(writer))).Where(entry => entry.Op == LogOperation.Reset).Select(entry => entry.Message!));
        }

        Compare("the movements", Expected(StepKind.Move).Select(step => step.Label), found);
    }

    private async Task CheckChainsAsync()
    {
        foreach (var kind in Enum.GetValues<RefKind>())
        {
            await foreach (var name in lake.Store.Logs.NamesAsync(kind))
            {
                await foreach (var fault in lake.Chains.VerifyAsync(name.Log))
                {
                    violations.Add(fault.ToString());
                }
            }
        }
    }

    private async Task<List<LogEntry>> EntriesAsync(string branch) =>
        await lake.Store.Logs.NewestFirstAsync(RefName.Branch(branch).Log).Select(stored => stored.Entry).ToListAsync();

    private void Compare<T>(string where, IEnumerable<T> expected, IEnumerable<T> found)
        where T : notnull
    {
        var counts = found.Where(item => item is not string text || text.Contains('-', StringComparison.Ordinal)).CountBy(item => item).ToDictionary();
        var wanted = expected.ToHashSet();
        violations.AddRange(counts.Where(pair => pair.Value > 1).Select(pair => $"{where} has {pair.Key} {pair.Value} times"));
        violations.AddRange(wanted.Where(item => !counts.ContainsKey(item)).Select(item => $"{where} lacks {Of(item)}"));
        violations.AddRange(counts.Keys.Where(item => !wanted.Contains(item)).Select(item => $"{where} has {Of(item)}"));
    }

    private string Of<T>(T item) =>
        steps.FirstOrDefault(step => Equals(step.Label, item) || Equals(step.Number, item) || Equals(MixedWork.PathOf(step), item))?.ToString() ?? $"{item}, which nobody did";
}
