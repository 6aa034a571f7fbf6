using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs.Changing;
using LakeVersion.Delta.Cloning;
using LakeVersion.Delta.Committing;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta clone</c>: a table of its own with the rows of another.</summary>
internal sealed class DeltaCloneVerb : Verb
{
    private readonly DeltaSource source = new();
    private readonly Argument<string> destination = new("destination") { Description = "Where the clone goes: a folder, file:///folder or s3://bucket/folder" };
    private readonly Option<bool> shallow = new("--shallow")
    {
        Description = "Copy no data: name the source's files by absolute paths. A vacuum of the source may take them; delta-rs and DuckDB do not follow such paths",
    };

    private readonly Option<string?> message = new("--message", "-m") { Description = "What and why, kept with the version (userMetadata)", HelpName = "text" };
    private readonly Option<string?> author = CommitFlags.AuthorOption();

    public DeltaCloneVerb()
        : base(
            "clone",
            "Make a table elsewhere with the columns, properties and rows of a version, and a history of its own.",
            "lv delta clone ./flights ./flights-copy",
            "lv delta clone s3://bucket/flights s3://bucket/try --shallow --version 12")
    {
        source.AddWithVersionTo(this);
        Add(destination);
        Add(shallow);
        Add(message);
        Add(author);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (table, at) = await source.OpenAtAsync(run, cancellationToken);
        var target = run.Store(LakeLocation.Resolve(run.Get(destination), run.Context.CurrentDirectory));
        var options = new CloneOptions
        {
            IsShallow = run.Get(shallow),
            Commit = new CommitOptions { UserMetadata = run.Get(message), UserName = run.Author(run.Get(author)) },
        };
        CommitResult? result = null;
        await LongWork.RunAsync(run.Context, "Copying", options.IsShallow ? 0 : at.SizeBytes, async step =>
            result = await table.CloneAsync(target, at.Version, options, bytes => step(bytes), cancellationToken));
        var shape = new TableChangeShape
        {
            Verb = "clone",
            Location = target.Name,
            Status = "committed",
            TableVersion = result!.Version,
            Figures = TableTarget.Figures(result.Metrics),
        };
        run.Show(shape, LvJson.Default.TableChangeShape, answer => run.Out.WriteLine(
            $"Cloned version {at.Version} of {Printable.Name(table.Name)} to {Printable.Name(answer.Location)}: {Printable.Count(at.Files.Count, "file")}, {Printable.Size(at.SizeBytes)}, "
            + (options.IsShallow ? "none of it copied." : "copied.")));
        return ExitCode.Done;
    }
}
