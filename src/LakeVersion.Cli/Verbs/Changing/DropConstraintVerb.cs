using System.CommandLine;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Rules;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table alter drop-constraint</c>: rows need not keep to a constraint any longer.</summary>
internal sealed class DropConstraintVerb : Verb
{
    private const string FullName = "alter drop-constraint";

    private readonly TableTarget target;
    private readonly Argument<string> name = new("name") { Description = "The constraint's name" };

    public DropConstraintVerb(TableTarget target)
        : base("drop-constraint", "Take a constraint away.", target.Example(FullName, "flights", "short-delay"))
    {
        this.target = target;
        target.AddTo(this);
        Add(name);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var constraint = run.Get(name);
        return target.RunAsync(
            run,
            FullName,
            table => $"Drop constraint {constraint} of table {table}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new DropConstraint(constraint) { Commit = commit }),
            cancellationToken);
    }
}
