using System.Collections.Concurrent;
using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Local;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv get</c>: writes files of a revision to local ones.</summary>
internal sealed class GetVerb : Verb
{
    private const int AtOnce = 8;
    private const int MostNamed = 20;

    private readonly Argument<string> source = new("[rev:]path") { Description = "A file, or a folder for all that is below it" };
    private readonly Argument<string> destination = new("destination")
    {
        Description = "A local file or folder, or '-' for standard output. A file goes into a folder that exists, or whose name ends with '/'",
    };

    private readonly Option<string?> at = new("--at") { Description = "The revision; else the one before the colon, or the branch's head", HelpName = "rev" };

    public GetVerb()
        : base(
            "get",
            "Write files of a revision to local ones. Every byte is checked; a file appears whole or not at all.",
            "lv get main:raw/images ./images",
            "lv get docs/report.pdf . --at v1.2",
            "lv get raw/a.csv - | head")
    {
        Add(source);
        Add(destination);
        Add(at);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var target = run.Get(destination);
        var whole = LakeLocation.ResolveLocal(target, run.Context.CurrentDirectory);
        var place = await LakePlace.OpenAsync(run, run.Get(source), run.Get(at), cancellationToken);
        if (target == "-")
        {
            await StreamAsync(run, place, cancellationToken);
            return ExitCode.Done;
        }

        var gets = new List<(string Path, string File)>();
        if (await place.At.Files.FindAsync(place.Path, cancellationToken) is not null)
        {
            var intoFolder = target.EndsWith('/') || target.EndsWith(Path.DirectorySeparatorChar) || Directory.Exists(whole);
            gets.Add((place.Path, intoFolder ? LocalTarget.Below(whole, place.Path[(place.Path.LastIndexOf('/') + 1)..]) : whole));
        }
        else
        {
            await foreach (var file in place.At.Files.ListAsync(place.Prefix, cancellationToken: cancellationToken))
            {
                gets.Add((file.Path, LocalTarget.Below(whole, file.Path[place.Prefix.Length..])));
            }

            await place.CheckFolderAsync(gets.Count, cancellationToken);
        }

        var shape = new GetShape
        {
            Commit = place.At.Commit.Id.ToString(),
            Path = place.Path,
            Destination = whole,
            Files = gets.Count,
            Bytes = await WriteAsync(run, place, gets, cancellationToken),
        };
        run.Show(shape, LvJson.Default.GetShape, got =>
        {
            run.Out.WriteLine($"Wrote {Printable.Count(got.Files, "file")}, {Printable.Size(got.Bytes)}, of {got.Commit[..10]} to {Printable.Name(target)}");
        });
        return ExitCode.Done;
    }

    private static async ValueTask StreamAsync(Invocation run, LakePlace place, CancellationToken cancellationToken)
    {
        await using var content = await place.At.Files.OpenAsync(place.Path, cancellationToken);
        await content.CopyToAsync(run.Context.StandardOutput, cancellationToken);
    }

    private static async ValueTask<long> WriteAsync(
        Invocation run, LakePlace place, List<(string Path, string File)> gets, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        var gone = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await LongWork.RunAsync(run.Context, "Writing", gets.Count, step => Parallel.ForEachAsync(gets, options, async (get, token) =>
        {
            try
            {
                await using var content = await place.At.Files.OpenAsync(get.Path, token);
                await LocalTarget.WriteAsync(get.File, content, run.Context.Entropy, token);
                Interlocked.Add(ref bytes, new FileInfo(get.File).Length);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Expired && gets.Count > 1)
            {
                gone[get.Path] = e.Message;
            }

            step(1);
        }));
        return gone.IsEmpty ? bytes : throw Lost(gone, gets.Count);
    }

    // What can be read is written; that it is not all is an error all the same.
    private static LakeException Lost(ConcurrentDictionary<string, string> gone, int count)
    {
        var lines = gone.OrderBy(file => file.Key, Utf8Order.Comparer).Take(MostNamed).Select(file => $"\n  {Printable.Name(file.Key)}: {file.Value}");
        var more = gone.Count > MostNamed ? $"\n  and {gone.Count - MostNamed:N0} more" : "";
        return LakeException.Expired(
            $"{gone.Count:N0} of {Printable.Count(count, "file")} cannot be read any more and {(gone.Count == 1 ? "was" : "were")} not written; the others were:{string.Concat(lines)}{more}");
    }
}
