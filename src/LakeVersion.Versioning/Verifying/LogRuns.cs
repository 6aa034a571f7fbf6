using System.Runtime.CompilerServices;
using LakeVersion.Storage;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Verifying;

/// <summary>The numbers of logs as a listing shows them, as runs without gaps, oldest first; keys that belong to no log are told.</summary>
/// <param name="Log">The log's key prefix.</param>
/// <param name="Runs">First and last number of each run.</param>
internal sealed record LogRuns(string Log, IReadOnlyList<(long First, long Last)> Runs)
{
    private const int TailLength = 19; // a slash, and 12/2/2 digits

    /// <summary>All logs, from one listing.</summary>
    public static async IAsyncEnumerable<LogRuns> AllAsync(CheckRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? log = null;
        var runs = new Stack<(long First, long Last)>();
        await foreach (var item in run.Store.ListAsync(new ListRequest { Prefix = "refs/" }, cancellationToken).ConfigureAwait(false))
        {
            var of = item.Name.Length > TailLength ? item.Name[..^TailLength] : "";
            if (!RefName.TryFromLog(of, out _) || !NumberedKey.TryParse(of, item.Name, out var n))
            {
                Tell(run, item.Name);
                continue;
            }

            if (log is not null && log != of)
            {
                yield return new LogRuns(log, [.. runs]);
                runs.Clear();
            }

            log = of;
            Add(runs, n);
        }

        if (log is not null)
        {
            yield return new LogRuns(log, [.. runs]);
        }
    }

    /// <summary>The runs of one prefix.</summary>
    public static async ValueTask<IReadOnlyList<(long First, long Last)>> OfAsync(CheckRun run, string prefix, CancellationToken cancellationToken)
    {
        var runs = new Stack<(long First, long Last)>();
        await foreach (var item in run.Store.ListAsync(new ListRequest { Prefix = prefix + "/" }, cancellationToken).ConfigureAwait(false))
        {
            if (NumberedKey.TryParse(prefix, item.Name, out var n))
            {
                Add(runs, n);
            }
            else
            {
                Tell(run, item.Name);
            }
        }

        return [.. runs];
    }

    // Keys sort newest first, so each number lengthens the latest run at its lower end or begins another.
    private static void Add(Stack<(long First, long Last)> runs, long n) =>
        runs.Push(runs.TryPeek(out var run) && run.First == n + 1 ? (n, runs.Pop().Last) : (n, n));

    private static void Tell(CheckRun run, string key)
    {
        if (!key.StartsWith("refs/live/", StringComparison.Ordinal))
        {
            run.Sink.Add(new CheckFinding
            {
                Thing = CheckedThing.Entry, Key = key, Fault = $"{key}: a foreign object among the entries of logs.", Advice = Advice.Foreign,
            });
        }
    }
}
