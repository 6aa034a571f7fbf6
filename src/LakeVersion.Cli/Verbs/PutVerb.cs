using System.Collections.Concurrent;
using System.CommandLine;
using LakeVersion.Changes;
using LakeVersion.Cli.Local;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Writing;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv put</c>: stores files and folders in one commit.</summary>
internal sealed class PutVerb : Verb
{
    private const int AtOnce = 8;

    private readonly Argument<string[]> paths = new("source… destination")
    {
        Description = "Files, folders, s3:// or file:// locations (also patterns such as s3://bucket/drop/**/*.csv), or '-' for standard input; then the path in the lake. One folder's content goes below the path; "
            + "several sources, and a file where the path ends with '/', keep their own names below it",
        Arity = new ArgumentArity(2, 100_000),
    };

    private readonly Option<bool> delete = new("--delete") { Description = "Mirror: also delete what is below the path and not in the folder" };

    private readonly Option<string?> contentType = new("--content-type")
    {
        Description = "The content type; else by the extension of the name",
        HelpName = "type",
    };

    private readonly Option<bool> raw = new("--raw") { Description = "Change files of tables one by one, to repair them" };

    private readonly CommitFlags commit = new();
    private readonly YesFlag yes = new();

    public PutVerb()
        : base(
            "put",
            "Store files and folders, in one commit. Content that is there already is not stored again.",
            "lv put report.pdf docs/report.pdf -m \"Add the report\"",
            "lv put images/ raw/images --delete",
            "lv put 's3://drop/today/*.csv' raw/today",
            "curl -s https://example.com/a.csv | lv put - raw/a.csv")
    {
        Add(paths);
        Add(delete);
        Add(contentType);
        Add(raw);
        commit.AddTo(this);
        yes.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (sources, destination) = (run.Get(paths)[..^1], run.Get(paths)[^1]);
        var session = await WriteSession.BeginAsync(run, commit, run.Get(raw), cancellationToken);
        var target = await session.TargetAsync(destination, cancellationToken);
        var plan = new PutPlan(run, session.Lake.Location);
        var puts = await plan.MakeAsync(sources, target, cancellationToken);
        if (run.Get(delete))
        {
            if (sources.Length != 1 || !plan.IsFolder(sources[0]))
            {
                throw LakeException.Invalid("--delete mirrors one folder; give one folder as the source.");
            }

            var what = $"This deletes everything below '{target}' on {session.Branch} that '{sources[0]}' does not hold";
            if ((target.Length == 0 || puts.Count == 0) && !await yes.AgreedAsync(run, what, cancellationToken))
            {
                return ExitCode.No;
            }
        }

        var files = await PutAsync(run, session, puts, cancellationToken);
        session.Request = Asked(run, target, files);
        if (run.Get(delete))
        {
            await DeleteOthersAsync(session, target, puts, cancellationToken);
        }

        var figures = new Dictionary<string, long> { ["files"] = puts.Count, ["bytes"] = files.Sum(file => file.SizeBytes) };
        var message = puts.Count == 1 ? $"Put {puts[0].Path}" : $"Put {Printable.Count(puts.Count, "file")} below {(target.Length == 0 ? "/" : target)}";
        return await session.FinishAsync("put", message, figures, cancellationToken);
    }

    private static async ValueTask DeleteOthersAsync(WriteSession session, string target, IReadOnlyList<PlannedPut> puts, CancellationToken cancellationToken)
    {
        var kept = puts.Select(put => put.Path).ToHashSet(StringComparer.Ordinal);
        var gone = new List<string>();
        await foreach (var file in session.Change.Files.ListAsync(target.Length == 0 ? "" : target.TrimEnd('/') + "/", cancellationToken))
        {
            if (!kept.Contains(file.Path))
            {
                gone.Add(file.Path);
            }
        }

        foreach (var path in gone)
        {
            await session.Change.Files.DeleteAsync(path, cancellationToken);
        }
    }

    // The content counts, not the local names that it came from.
    private string Asked(Invocation run, string target, IEnumerable<LakeFile> files) => string.Join(
        '\0',
        [run.Asked(paths), target, .. files.Select(file => $"{file.Path} {file.SizeBytes} {file.Sha256}").Order(StringComparer.Ordinal)]);

    private async ValueTask<IReadOnlyCollection<LakeFile>> PutAsync(Invocation run, WriteSession session, IReadOnlyList<PlannedPut> puts, CancellationToken cancellationToken)
    {
        var files = new ConcurrentBag<LakeFile>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await LongWork.RunAsync(run.Context, "Storing", puts.Count, step => Parallel.ForEachAsync(puts, options, async (put, token) =>
        {
            var type = new PutOptions { ContentType = run.Get(contentType) ?? ContentTypes.Of(put.Path) };
            await using var content = put.OpenRead();
            files.Add(await session.Change.Files.PutAsync(put.Path, content ?? run.Context.StandardInput, type, token));
            step(1);
        }));
        return files;
    }
}
