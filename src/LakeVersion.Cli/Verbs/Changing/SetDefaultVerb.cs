using System.CommandLine;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Rules;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table alter set-default</c>: the value of a column in rows that lack it.</summary>
internal sealed class SetDefaultVerb : Verb
{
    private const string FullName = "alter set-default";

    private readonly TableTarget target;
    private readonly Argument<string> column = new("column") { Description = "The column" };
    private readonly Argument<string> expression = new("expression") { Description = "The value, as SQL, such as 0, \"'new'\" or \"current_timestamp()\"" };

    public SetDefaultVerb(TableTarget target)
        : base(
            "set-default",
            "Give a column a value in rows to come that lack it.",
            target.Example(FullName, "flights", "delay 0"),
            target.Example(FullName, "flights", "loaded \"current_timestamp()\""))
    {
        this.target = target;
        target.AddTo(this);
        Add(column);
        Add(expression);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (name, value) = (run.Get(column), run.Get(expression));
        return target.RunAsync(
            run,
            FullName,
            table => $"Set the default of column {name} of table {table}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new SetDefault(name, value) { Commit = commit }),
            cancellationToken);
    }
}
