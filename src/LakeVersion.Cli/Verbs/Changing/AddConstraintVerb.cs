using System.CommandLine;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Rules;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table alter add-constraint</c>: what every row of a table keeps to.</summary>
internal sealed class AddConstraintVerb : Verb
{
    private const string FullName = "alter add-constraint";

    private readonly TableTarget target;
    private readonly Argument<string> name = new("name") { Description = "The constraint's name" };
    private readonly Argument<string> expression = new("expression") { Description = "What is true of every row, as SQL" };

    public AddConstraintVerb(TableTarget target)
        : base(
            "add-constraint",
            "Let every row keep to a constraint; the rows that are there are looked at first.",
            target.Example(FullName, "flights", "short-delay \"delay is null or delay < 3000\""))
    {
        this.target = target;
        target.AddTo(this);
        Add(name);
        Add(expression);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (constraint, test) = (run.Get(name), run.Get(expression));
        return target.RunAsync(
            run,
            FullName,
            table => $"Add constraint {constraint} to table {table}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new AddConstraint(constraint, test) { Commit = commit }),
            cancellationToken);
    }
}
