using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Apache.Arrow;
using LakeVersion.Rows.Records;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>Writers of several lakes (as of several processes), each doing one step after another and writing down what it was told.</summary>
internal sealed class MixedWork(IReadOnlyList<Lake> lakes, int writersEach, TimeSpan duration)
{
    public const string Table = "weather";

    /// <summary>True where answers may come with a bit that flipped.</summary>
    public bool FlipsAnswers { get; init; }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LittlePatience = TimeSpan.FromSeconds(0.1);

    private readonly ConcurrentQueue<Step> steps = new();
    private readonly ConcurrentQueue<string> violations = new();
    private int numbers;

    public IReadOnlyList<Step> Steps => [.. steps];

    /// <summary>What was wrong already while the work went on.</summary>
    public IReadOnlyList<string> Violations => [.. violations];

    public static string BranchOf(int writer) => $"own-{writer}";

    /// <summary>The file of a step, some of them too large for a pack.</summary>
    public static byte[] ContentOf(Step step) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(step.Label + "\n", step.Number % 16 == 0 ? 150_000 : 30)));

    public static string PathOf(Step step) => $"{(step.Kind == StepKind.File ? "files" : "staged")}/{step.Label}";

    public static IAsyncEnumerable<RecordBatch> Row(int number) => RowBatcher.ToBatches([new Reading(number, "sea")]).ToAsyncEnumerable();

    public async Task RunAsync()
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, lakes.Count * writersEach).Select(writer => Task.Run(async () =>
        {
            var lake = lakes[writer % lakes.Count];
            Step? lastFile = null;
            for (var i = writer; clock.Elapsed < duration; i++)
            {
                var kind = (i % 10) switch { 3 or 7 => StepKind.Append, 4 => StepKind.Staged, 6 => StepKind.Birth, 9 => StepKind.Move, _ => StepKind.File };
                var number = Interlocked.Increment(ref numbers);
                var step = new Step(kind, $"{kind.ToString().ToLowerInvariant()}-{writer}-{number}", number);
                await TakeAsync(lake, step, writer);
                steps.Enqueue(step);
                lastFile = step is { Kind: StepKind.File, Told: Told.Done } ? step : lastFile;
                await ReadAsync(lake, lastFile, i);
            }
        })));
    }

    private static async Task TakeAsync(Lake lake, Step step, int writer)
    {
        try
        {
            await ActAsync(lake, step, writer);
            step.Told = Told.Done;
        }
        catch (UnknownOutcomeException e)
        {
            (step.Told, step.Unknown) = (Told.Unknown, e);
        }
        catch (LakeException e)
        {
            (step.Told, step.Failure) = (Told.Failed, e);
        }
    }

    private static async Task ActAsync(Lake lake, Step step, int writer)
    {
        // Some give up soon, so that outcomes stay unknown.
        var patience = step.Number % 4 == 0 ? LittlePatience : Patience;
        var commit = new CommitOptions { Message = step.Label, Author = "ada", Patience = patience };
        var log = new LogOptions { Message = step.Label, Author = "ada", Patience = patience };
        switch (step.Kind)
        {
            case StepKind.File:
                await using (var change = await lake.Branch("main").BeginAsync())
                {
                    await change.Files.PutAsync(PathOf(step), new MemoryStream(ContentOf(step)));
                    await change.CommitAsync(commit);
                }

                break;
            case StepKind.Append:
                await using (var change = await lake.Branch("main").BeginAsync())
                {
                    await change.Table(Table).AppendAsync(Row(step.Number));
                    await change.CommitAsync(commit);
                }

                break;
            case StepKind.Staged:
                var id = await lake.Branch("main").BeginStagedAsync(log);
                await using (var first = await lake.OpenStagedAsync(id))
                {
                    await first.Files.PutAsync(PathOf(step), new MemoryStream(ContentOf(step)));
                    await first.SaveAsync("put");
                }

                await using (var second = await lake.OpenStagedAsync(id))
                {
                    await second.CommitAsync(commit);
                }

                break;
            case StepKind.Birth:
                await lake.CreateBranchAsync(step.Label, "main", log);
                break;
            default:
                await lake.Branch(BranchOf(writer)).ResetAsync("main", options: log);
                break;
        }
    }

    // What was acknowledged is there at once. Some reads fail; none may give other content.
    private async Task ReadAsync(Lake lake, Step? step, int round)
    {
        try
        {
            if (round % 5 == 0)
            {
                await lake.BranchesAsync();
            }

            if (step is not null && round % 3 == 0)
            {
                var main = await lake.AtAsync("main");
                if (!(await main.Files.ReadAsync(PathOf(step))).Span.SequenceEqual(ContentOf(step)))
                {
                    violations.Enqueue($"{step.Label}: read other bytes than were put");
                }
            }
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable or LakeErrorKind.Corrupt or LakeErrorKind.Unsupported)
        {
            // Told as it is: no good answer, or bytes that were found out.
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.NotFound && FlipsAnswers)
        {
            // A flipped listing shows another name: nothing in S3 checks one (docs/known-gaps.md).
        }
        catch (LakeException e)
        {
            violations.Enqueue($"{step?.Label}: a read after it was acknowledged failed with {e.Kind}: {e.Message}");
        }
    }

    internal sealed record Reading(int Day, string Station);
}
