using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Staging;

/// <summary><c>lv begin</c>: begins a transaction of several commands.</summary>
internal sealed class BeginVerb : Verb
{
    private readonly MoveFlags flags = new();

    public BeginVerb()
        : base(
            "begin",
            "Begin a transaction of several commands, which becomes one commit. Prints its id.",
            "TX=$(lv begin); lv put a.csv raw/a.csv --tx $TX; lv import a.csv --into a --tx $TX; lv commit $TX -m \"Load a\"") =>
        flags.AddTo(this);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var branch = run.BranchName(lake);
        var id = await lake.Branch(branch).BeginStagedAsync(flags.Read(run), cancellationToken);
        var shape = new StagedShape { Transaction = id.ToString(), Branch = branch, Status = "begun" };
        run.Show(shape, LvJson.Default.StagedShape, begun => run.Out.WriteLine(run.Context.IsOutTerminal
            ? $"Began transaction {begun.Transaction} on {begun.Branch}. Give commands --tx {begun.Transaction}, then: lv commit {begun.Transaction}"
            : begun.Transaction));
        return ExitCode.Done;
    }
}
