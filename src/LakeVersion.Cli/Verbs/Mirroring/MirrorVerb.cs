using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Mirroring;
using LakeVersion.Versioning.Mirroring;

namespace LakeVersion.Cli.Verbs.Mirroring;

/// <summary><c>lv mirror</c>: makes or refreshes the mirror of a lake in another place.</summary>
internal sealed class MirrorVerb : Verb
{
    private readonly Argument<string> source = new("source") { Description = "The lake: a folder or s3://bucket/prefix" };
    private readonly Argument<string> destination = new("destination") { Description = "An empty place, or a mirror of the lake" };

    private readonly Option<string[]> branches = new("--branch", "-b")
    {
        Description = "Only this branch and the commits behind it; repeatable. Else all branches, tags and keeps",
        HelpName = "name",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> paths = new("--path")
    {
        Description = "Only the content of this file or folder (a table is a folder); repeatable",
        HelpName = "path",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> since = new("--since")
    {
        Description = "Only states from then on: a time, or a revision that was published then",
        HelpName = "rev|time",
    };

    public MirrorVerb()
        : base(
            "mirror",
            "Copy a lake, or what is new in it, to another place; commits keep their ids. Options are remembered there.",
            "lv mirror ./lake s3://bucket/lake",
            "lv mirror s3://bucket/lake ./backup --json",
            "lv mirror s3://bucket/lake ./clone --branch main --path sales --since \"30 days ago\"",
            "lv mirror s3://bucket/lake ./clone")
    {
        Add(source);
        Add(destination);
        Add(branches);
        Add(paths);
        Add(since);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var from = run.Place(run.Get(source));
        var lake = run.Own(await Lake.OpenAsync(run.Store(from), run.Options(null) with { Location = from }, cancellationToken));
        var store = run.Store(LakeLocation.Resolve(run.Get(destination), run.Context.CurrentDirectory));
        MirrorResult? result = null;
        await LongWork.WatchAsync(run.Context, "mirroring", async watch =>
        {
            var options = new MirrorOptions
            {
                Branches = run.Get(branches) ?? [],
                Paths = run.Get(paths) ?? [],
                Since = run.Get(since),
                Progress = new Watcher(watch),
            };
            result = await lake.MirrorAsync(store, options, cancellationToken);
        });
        run.Show(ShapeOf(result!, store.Name), LvJson.Default.MirrorShape, shape => Write(run, shape, run.Get(destination)));
        return ExitCode.Done;
    }

    private static MirrorShape ShapeOf(MirrorResult result, string location) => new()
    {
        Location = location,
        MirrorOf = MirrorOfShape.Of(result.Mark),
        New = result.IsNew,
        Logs = result.Logs,
        Entries = result.Moved.Entries,
        Commits = result.Moved.Commits,
        Objects = result.Moved.Objects,
        Bytes = result.Moved.Bytes,
        Collections = result.Collections,
        Collected = result.Collected is { } collected ? GcShape.Of(collected, dryRun: false) : null,
    };

    private static void Write(Invocation run, MirrorShape shape, string destination)
    {
        var place = Printable.Name(destination);
        if (shape is { Entries: 0, Collections: 0 })
        {
            run.Out.WriteLine($"Nothing is new: {place} is up to date.");
        }
        else
        {
            run.Out.WriteLine($"{(shape.New ? "Mirrored to" : "Brought up to date:")} {place}");
            run.Out.WriteLine(
                $"{shape.Entries:N0} log {(shape.Entries == 1 ? "entry" : "entries")}, {Printable.Count(shape.Commits, "commit")}, {Printable.Count(shape.Objects, "object")}, {Printable.Size(shape.Bytes)}");
        }

        if (shape.Collected is { Freed: { } freed } collected)
        {
            run.Out.WriteLine(
                $"Collection {collected.Collection} of the lake was repeated: it freed {Printable.Count(freed.Packs, "pack")} and {Printable.Count(freed.Objects, "object")}, {Printable.Size(freed.Bytes)}.");
        }

        if (shape.MirrorOf.IsPartial)
        {
            run.Out.WriteLine($"It holds only: {Printable.Name(shape.MirrorOf.Describe())}");
        }
    }

    // On the mirroring's own threads; the bar takes that.
    private sealed class Watcher(Action<string, double, double> watch) : IProgress<MirrorProgress>
    {
        public void Report(MirrorProgress value) => watch(
            $"{value.Commits:N0} of {value.CommitsInAll:N0} commits, {value.Entries:N0} of {value.EntriesInAll:N0} entries, {value.Objects:N0} objects, {Printable.Size(value.Bytes)}",
            value.Commits + value.Entries,
            value.CommitsInAll + value.EntriesInAll);
    }
}
