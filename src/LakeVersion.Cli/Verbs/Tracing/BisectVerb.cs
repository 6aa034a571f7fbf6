using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tracing;

namespace LakeVersion.Cli.Verbs.Tracing;

/// <summary><c>lv bisect</c>: finds the commit that broke a figure by running a command over the history.</summary>
internal sealed class BisectVerb : Verb
{
    private const int SkipCode = 125;
    private const int MostBad = 127;

    private readonly Option<string> good = new("--good") { Description = "A revision that is good", HelpName = "rev", Required = true };
    private readonly Option<string?> bad = new("--bad") { Description = "A revision that is bad; else the branch's head", HelpName = "rev" };
    private readonly Option<bool> firstParent = new("--first-parent") { Description = "Look at first parents alone: a merge stands for what it brought" };
    private readonly Argument<string[]> command = new("command")
    {
        Description = "Behind --: the program that tests a revision and its arguments; it reads the lake at LAKEVERSION_REVISION",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public BisectVerb()
        : base(
            "bisect",
            "Find the first bad commit by a command that ends with 0 for good, 125 for not to be told, 1 to 127 for bad.",
            "lv bisect --good v1.2 --bad main -- ./check-revenue.sh",
            "lv bisect --good main~30 -- sh -c 'lv check \"$LAKEVERSION_REVISION\" --checks checks.json'")
    {
        Add(good);
        Add(bad);
        Add(firstParent);
        Add(command);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var words = run.AfterDashes;
        if (words.Count == 0 || words.Count != run.Get(command).Length)
        {
            throw LakeException.Invalid("Give the command behind --: lv bisect --good REV --bad REV -- COMMAND ARGUMENT…");
        }

        var lake = await run.OpenAsync(cancellationToken);
        var options = new BisectOptions
        {
            FirstParents = run.Get(firstParent),
            Testing = (commit, left) => run.Context.Error.WriteLine($"lv: testing {commit.Id.Abbreviated} {Printable.Name(commit.Record.Subject)} ({Printable.Count(left, "suspect")})"),
        };
        var result = await lake.BisectAsync(
            run.Get(good)!, run.Get(bad) ?? $"branch:{run.BranchName(lake)}", (at, token) => TestAsync(run, words, at, token), options, cancellationToken);
        run.Show(BisectShape.Of(result), LvJson.Default.BisectShape, shape => Write(run, shape));
        return result.FirstBad is null ? ExitCode.No : ExitCode.Done;
    }

    private static async ValueTask<BisectAnswer> TestAsync(
        Invocation run, IReadOnlyList<string> words, LakeSnapshot at, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>
        {
            ["LAKEVERSION_LAKE"] = run.Place(null),
            ["LAKEVERSION_REVISION"] = at.Commit.Id.ToString(),
        };
        var code = await ChildCommand.RunAsync(run.Context, words, variables, cancellationToken);
        return code switch
        {
            0 => BisectAnswer.Good,
            SkipCode => BisectAnswer.Skip,
            > 0 and <= MostBad => BisectAnswer.Bad,
            _ => throw LakeException.Invalid(
                $"The command ended with {code} at {at.Commit.Id.Abbreviated}, which answers nothing: expected 0 for good, 125 for not to be told, 1 to 127 for bad. The search was ended."),
        };
    }

    private static void Write(Invocation run, BisectShape shape)
    {
        run.Out.WriteLine(shape.FirstBad is null
            ? $"One of {Printable.Count(shape.Suspects.Count, "commit")} is the first bad one; those between could not be tested:"
            : $"The first bad commit, found by {Printable.Count(shape.Steps.Count, "test")}:");
        foreach (var line in shape.Suspects.SelectMany(commit => shape.FirstBad is null ? [CommitText.OneLine(commit, run.Paint)] : CommitText.Full(commit, run.Paint)))
        {
            run.Out.WriteLine(line.TrimEnd());
        }
    }
}
