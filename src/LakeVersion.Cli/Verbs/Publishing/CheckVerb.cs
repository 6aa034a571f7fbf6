using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Publishing;

/// <summary><c>lv check</c>: runs checks on a revision.</summary>
internal sealed class CheckVerb : Verb
{
    private readonly Argument<string?> revision = new("rev") { Description = "The revision; else the branch's head", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> before = new("--before") { Description = "The revision to compare with, where a check asks how much changed", HelpName = "rev" };
    private readonly ChecksFlag checks = new();

    public CheckVerb()
        : base(
            "check",
            "Run checks of tables on a revision, from a file that says what is expected; ends with 1 where one fails.",
            "lv check --checks checks.json",
            "lv check v1.2 --checks checks.json --before v1.1 --json")
    {
        Add(revision);
        checks.AddTo(this);
        Add(before);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var all = checks.Read(run);
        var at = await run.AtAsync(run.Get(revision), cancellationToken);
        var earlier = run.Get(before) is { } text ? await run.AtAsync(text, cancellationToken) : null;
        var report = await at.CheckAsync(all, earlier, cancellationToken);
        run.Show(CheckReportShape.Of(report, at.Commit.Id.ToString()), LvJson.Default.CheckReportShape, shape => CheckText.Write(run, shape));
        return report.Passed ? ExitCode.Done : ExitCode.No;
    }
}
