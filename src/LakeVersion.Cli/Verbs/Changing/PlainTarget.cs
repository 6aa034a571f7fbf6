using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs.Delta;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary>A plain Delta table, of this machine or of a store: the change is a version of its log.</summary>
internal sealed class PlainTarget : TableTarget
{
    private readonly DeltaSource source = new();
    private readonly Option<string?> message = new("--message", "-m") { Description = "What and why, kept with the version (userMetadata)", HelpName = "text" };
    private readonly Option<string?> author = CommitFlags.AuthorOption();

    public override void AddTo(Command command)
    {
        source.AddTo(command);
        command.Add(message);
        command.Add(author);
    }

    public override string Example(string verb, string table, string rest) => $"lv delta {verb} ./{table} {rest}".TrimEnd();

    public override async Task<int> RunAsync(
        Invocation run,
        string verb,
        Func<string, string> message,
        Func<DeltaSnapshot, CommitOptions, CancellationToken, ValueTask<ITableChange>> change,
        CancellationToken cancellationToken,
        Func<CancellationToken, ValueTask<string>>? request = null)
    {
        var table = await source.OpenAsync(run, cancellationToken);
        var current = await table.SnapshotAsync(cancellationToken);
        var options = new CommitOptions { UserMetadata = run.Get(this.message), UserName = run.Author(run.Get(author)) };
        var result = await table.ChangeAsync(await change(current, options, cancellationToken), cancellationToken);
        var shape = new TableChangeShape
        {
            Verb = verb,
            Location = table.Name,
            Status = result.IsUnchanged ? "unchanged" : "committed",
            TableVersion = result.Version,
            Figures = Figures(result.Metrics),
        };
        run.Show(shape, LvJson.Default.TableChangeShape, answer => run.Out.WriteLine(Text(answer)));
        return ExitCode.Done;
    }

    private static string Text(TableChangeShape shape)
    {
        var parts = FigureText.Parts(shape.Figures).ToList();
        var figures = parts.Count == 0 ? "" : $"\n  {string.Join(", ", parts)}";
        var name = Printable.Name(shape.Location);
        return shape.Status == "unchanged" ? $"Nothing changed; {name} stays at version {shape.TableVersion}." : $"{name} is at version {shape.TableVersion} now.{figures}";
    }
}
