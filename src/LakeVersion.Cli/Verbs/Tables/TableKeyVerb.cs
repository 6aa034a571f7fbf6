using System.CommandLine;
using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs.Changing;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Merging;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table key</c>: the columns that tell a table's rows apart.</summary>
internal sealed class TableKeyVerb : Verb
{
    private readonly LakeTarget target;
    private readonly Argument<string[]> columns = new("column…") { Description = "The key's columns; none shows the key", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> unset = new("--unset") { Description = "Take the key away" };
    private readonly Option<bool> noCheck = new("--no-check") { Description = "Do not read all rows to see that the key is unique and never null" };

    public TableKeyVerb(LakeTarget target)
        : base(
            "key",
            "Show or declare the columns that tell a table's rows apart: by them rows are merged and compared.",
            "lv table key flights",
            "lv table key flights carrier number day",
            "lv table key flights --unset")
    {
        this.target = target;
        target.AddTo(this);
        Add(columns);
        Add(unset);
        Add(noCheck);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var names = run.Get(columns) ?? [];
        if (names.Length > 0 && run.Get(unset))
        {
            throw LakeException.Invalid("Say either the key's columns or --unset.");
        }

        return names.Length == 0 && !run.Get(unset) ? ShowAsync(run, cancellationToken) : target.RunAsync(
            run,
            "key",
            table => names.Length == 0 ? $"Take the key of table {table} away" : $"Set the key of table {table}: {string.Join(", ", names)}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new SetKey(names) { ChecksRows = !run.Get(noCheck), Commit = commit }),
            cancellationToken);
    }

    private async Task<int> ShowAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(target.Table), null, cancellationToken);
        var snapshot = await TableRows.OpenAsync(place, null, null, default, cancellationToken);
        var shape = new TableKeyShape { Revision = place.Revision, Table = place.Path, Columns = TableKey.Of(snapshot.Properties) ?? [] };
        run.Show(shape, LvJson.Default.TableKeyShape, answer => run.Out.WriteLine(
            answer.Columns.Count == 0 ? $"{Printable.Name(answer.Table)} has no key." : string.Join(", ", answer.Columns.Select(Printable.Name))));
        return ExitCode.Done;
    }
}
