using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Delta;
using LakeVersion.Delta.Committing;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta convert</c>: a folder of Parquet files becomes a Delta table.</summary>
internal sealed class DeltaConvertVerb : Verb
{
    private readonly Argument<string> location = new("path-or-uri") { Description = "A folder of Parquet files: a folder, file:///folder or s3://bucket/folder" };
    private readonly PartitionFlag partition = new();
    private readonly Option<string?> message = new("--message", "-m") { Description = "What and why, kept with the version (userMetadata)", HelpName = "text" };
    private readonly Option<string?> author = CommitFlags.AuthorOption();

    public DeltaConvertVerb()
        : base(
            "convert",
            "Make a folder of Parquet files a Delta table. No file is copied; columns and statistics come from the files' footers.",
            "lv delta convert ./flights",
            "lv delta convert s3://bucket/flights --partition \"year int, month int\"")
    {
        Add(location);
        partition.AddTo(this);
        Add(message);
        Add(author);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = LakeLocation.Resolve(run.Get(location), run.Context.CurrentDirectory);
        var context = new DeltaContext(run.Options(null).Parquet, run.Context.Time, run.Context.Entropy);
        var commit = new CommitOptions { UserMetadata = run.Get(message), UserName = run.Author(run.Get(author)) };
        var table = await DeltaTable.ConvertAsync(run.Store(place), context, partition.Read(run, commit), cancellationToken);
        var made = await table.SnapshotAsync(cancellationToken);
        var shape = new TableChangeShape
        {
            Verb = "convert",
            Location = table.Name,
            Status = "committed",
            TableVersion = made.Version,
            Figures = new Dictionary<string, long> { ["numConvertedFiles"] = made.Files.Count, ["numOutputRows"] = made.RowCount ?? 0 },
        };
        run.Show(shape, LvJson.Default.TableChangeShape, answer => run.Out.WriteLine(
            $"{Printable.Name(answer.Location)} is a Delta table now: {Printable.Count(made.Files.Count, "file")}, {Printable.Count(made.RowCount ?? 0, "row")}."));
        return ExitCode.Done;
    }
}
