using System.Globalization;
using System.IO.Hashing;
using System.Text;
using LakeVersion.Changes;
using LakeVersion.Rows.Records;
using LakeVersion.Storage;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Tests.Attacks;

/// <summary>A lake with a little of everything, and all that can be read of it.</summary>
internal static class SmallLake
{
    public static readonly LakeOptions Options = new() { Author = "ada" };

    private const int LargeBytes = (1 << 20) + 70_000;

    /// <summary>Fills a store; the ids of all commits and of the staged transaction.</summary>
    public static async Task<(List<string> Commits, Id128 Staged)> BuildAsync(IObjectStore store, int seed)
    {
        var commits = new List<string>();
        await using var lake = await Lake.CreateAsync(store, Options);
        var random = new Random(seed);
        var large = new byte[LargeBytes];
        random.NextBytes(large);
        for (var step = 0; step < 4; step++)
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await change.Table("weather").AppendAsync(Weather.Rows(seed + (step * 10), 3));
            await change.Files.PutAsync($"notes/{step}", new MemoryStream(Encoding.UTF8.GetBytes($"note {seed} {step}")));
            if (step == 1)
            {
                await change.Files.PutAsync("large.bin", new MemoryStream(large), new PutOptions { ContentType = "x/y", Metadata = new Dictionary<string, string> { ["k"] = "v" } });
                await change.Files.PutAsync("empty", new MemoryStream());
            }

            commits.Add((await change.CommitAsync($"Step {step}")).Id.ToString());
        }

        await lake.CreateBranchAsync("try/out", "main~1");
        await using (var change = await lake.Branch("try/out").BeginAsync())
        {
            await change.Table("weather").OverwriteAsync(Weather.Rows(900, 2));
            await change.Files.DeleteAsync("notes/0");
            commits.Add((await change.CommitAsync("Overwrite")).Id.ToString());
        }

        await lake.CreateTagAsync("v1", "main~2");
        await lake.CreateTagAsync("v2", "main");
        commits.Add((await lake.Branch("main").RollbackAsync("v1")).Commit.Id.ToString());
        await lake.Store.Settings.SetAsync("colour", $"blue {seed}", new LogOptions { Author = "ada" });
        await lake.Store.Settings.SetAsync("shape", "round", new LogOptions { Author = "ada" });
        var staged = await lake.Branch("main").BeginStagedAsync();
        await using (var open = await lake.OpenStagedAsync(staged))
        {
            await open.Table("weather").AppendAsync(Weather.Rows(5000, 1));
            await open.Files.PutAsync("staged", new MemoryStream([1, 2, 3]));
            await open.SaveAsync("step");
        }

        return (commits, staged);
    }

    /// <summary>Everything that can be asked of the lake: a name, and how to get the answer as text.</summary>
    public static IEnumerable<Fact> Facts(List<string> commits, Id128 staged)
    {
        foreach (var commit in commits)
        {
            yield return new($"log {commit}", false, lake => LogAsync(lake, commit));
        }

        // The last two hold every version of the table on both branches.
        foreach (var commit in commits.TakeLast(2))
        {
            yield return new($"table {commit}", false, lake => TableAsync(lake, commit));
        }

        foreach (var commit in commits.TakeLast(3))
        {
            yield return new($"files {commit}", false, lake => FilesAsync(lake, commit));
        }

        foreach (var name in (string[])["main", "try/out", "v1", "v2", "main~1", "main@{#3}"])
        {
            yield return new($"head {name}", true, async lake => (await lake.AtAsync(name)).Commit.Id.ToString());
        }

        yield return new("stream", false, lake => StreamAsync(lake, commits[2]));
        yield return new("diff", false, async lake => Text(await (await lake.AtAsync(commits[0])).CompareAsync(await lake.AtAsync(commits[3]))));
        yield return new("branches", true, async lake => Names(await lake.BranchesAsync()));
        yield return new("tags", true, async lake => Names(await lake.TagsAsync()));
        yield return new("settings", true, async lake => string.Join(",", (await lake.Store.Settings.CurrentAsync()).Value.Values.Select(pair => $"{pair.Key}={pair.Value}")));
        yield return new("audit", true, AuditAsync);
        yield return new("staged", true, lake => StagedAsync(lake, staged));
    }

    /// <summary>Every log's faults; each is a text.</summary>
    public static async Task<List<string>> FaultsAsync(Lake lake)
    {
        var faults = new List<string>();
        foreach (var name in (RefName[])[RefName.Branch("main"), RefName.Branch("try/out"), RefName.Tag("v1"), RefName.Tag("v2"), RefName.Settings])
        {
            await foreach (var fault in lake.Chains.VerifyAsync(name.Log))
            {
                faults.Add(fault.ToString());
            }
        }

        return faults;
    }

    private static async Task<string> FilesAsync(Lake lake, string revision)
    {
        var text = new StringBuilder();
        var at = await lake.AtAsync(revision);
        text.AppendLine(CultureInfo.InvariantCulture, $"{at.Commit.Record.Message} {at.Commit.Record.Author} {at.Commit.Record.Totals} {await at.Files.TotalsAsync()}");
        await foreach (var file in at.Files.ListAsync())
        {
            var content = await at.Files.ReadAsync(file.Path);
            text.AppendLine(CultureInfo.InvariantCulture, $"{file.Path} {file.SizeBytes} {file.ContentType} {file.Metadata?.Count} {content.Length} {XxHash3.HashToUInt64(content.Span)}");
        }

        return text.ToString();
    }

    private static async Task<string> StreamAsync(Lake lake, string revision)
    {
        await using var stream = await (await lake.AtAsync(revision)).Files.OpenAsync("large.bin");
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return $"{copy.Length} {XxHash3.HashToUInt64(copy.ToArray())}";
    }

    private static async Task<string> TableAsync(Lake lake, string revision)
    {
        var text = new StringBuilder();
        var at = await lake.AtAsync(revision);
        text.AppendLine(string.Join(",", await at.TablesAsync()));
        foreach (var version in (await at.Table("weather").HistoryAsync()).Select(entry => entry.Version))
        {
            var table = await at.Table("weather").OpenAsync(version);
            text.Append(version).Append(": ");
            await foreach (var batch in table.ReadAsync())
            {
                using (batch)
                {
                    text.AppendJoin(' ', RowReader.Read<Weather>(batch));
                }
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static async Task<string> LogAsync(Lake lake, string revision)
    {
        var text = new StringBuilder();
        await foreach (var commit in lake.Log.WalkAsync((await lake.AtAsync(revision)).Commit))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{commit.Id} {commit.Record.Message}");
        }

        return text.ToString();
    }

    private static async Task<string> AuditAsync(Lake lake)
    {
        var text = new StringBuilder();
        await foreach (var stored in lake.Audit.ReadAsync(new AuditFilter()))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{stored.Entry.Log} {stored.Entry.N} {stored.Hash}");
        }

        return text.ToString();
    }

    private static async Task<string> StagedAsync(Lake lake, Id128 id)
    {
        await using var open = await lake.OpenStagedAsync(id);
        var days = await Weather.DaysAsync(open.Table("weather").ReadAsync());
        return $"{string.Join(",", days)} {(await open.Files.FindAsync("staged"))?.Sha256}";
    }

    private static string Names(IReadOnlyList<Versioning.Refs.NamedHead> names) =>
        string.Join(",", names.Select(name => $"{name.Name} {name.Head.Entry.N} {name.Head.Hash}"));

    private static string Text(Comparing.LakeDifference difference) =>
        $"{string.Join(",", difference.Files.Select(file => file.ToString()))} {string.Join(",", difference.Tables.Select(table => table.ToString()))}";
}

/// <summary>One answer of a lake. A movable one may be an older state where the newest entry of a log is gone.</summary>
internal sealed record Fact(string Name, bool Movable, Func<Lake, Task<string>> AskAsync);
