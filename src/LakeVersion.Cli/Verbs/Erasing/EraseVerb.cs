using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Erasing;

/// <summary><c>lv erase</c>: takes content out of all history.</summary>
internal sealed class EraseVerb : Verb
{
    private readonly Argument<string[]> targets = new("path|sha256:…")
    {
        Description = "Files, folders and tables: all that they ever held; or single contents by their digests",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> reason = new("--reason") { Description = "Why: everyone who reads it later is told. It must not itself say what is erased", HelpName = "text" };
    private readonly Option<string?> at = new("--at") { Description = "Only what the paths hold at this revision; every copy of that content goes all the same", HelpName = "rev" };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Say where it is and who would miss it; write nothing" };
    private readonly EraseFlags flags = new();
    private readonly YesFlag yes = new();

    public EraseVerb()
        : base(
            "erase",
            "Take content out of all history, for ever. Paths, digests and commits stay; reading says who erased it.",
            "lv erase people/letters.csv --dry-run",
            "lv erase people/letters.csv --reason \"Request 17\" --yes",
            "lv erase people --reason \"Contract ended\" --yes --json",
            "lv erase sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --reason \"Request 18\"",
            "lv erase rows people --where \"id = 42\" --reason \"Request 19\" --yes",
            "lv erase status",
            "lv erase finish")
    {
        Add(targets);
        Add(reason);
        Add(at);
        Add(dryRun);
        flags.AddTo(this);
        yes.AddTo(this);
        foreach (Verb verb in (Verb[])[new EraseRowsVerb(), new EraseStatusVerb(), new EraseFinishVerb()])
        {
            EraseFlags.RefusePaths(verb);
            Add(verb);
        }
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        EraseFlags.CheckBranch(run);
        var lake = await run.OpenAsync(cancellationToken);
        var content = await flags.RunAsync(run, "looking through history", async options =>
        {
            var all = new HashSet<ContentHash>();
            foreach (var target in run.Get(targets))
            {
                all.UnionWith(await lake.Erasures.ContentOfAsync(target, run.Get(at), options, cancellationToken));
            }

            return all;
        });
        if (run.Get(dryRun))
        {
            var plan = await flags.RunAsync(run, "looking for copies", options => lake.Erasures.PlanAsync(content, options, cancellationToken));
            Show(run, EraseShape.Of(plan));
            return ExitCode.Done;
        }

        var why = run.Get(reason) ?? throw LakeException.Invalid("Say why with --reason: everyone who reads what was erased is told. --dry-run shows what would go.");
        return await EraseAsync(run, lake, content, why, cancellationToken);
    }

    private static void Show(Invocation run, EraseShape shape) => run.Show(shape, LvJson.Default.EraseShape, shown => EraseText.Write(run, shown));

    private async Task<int> EraseAsync(Invocation run, Lake lake, HashSet<ContentHash> content, string why, CancellationToken cancellationToken)
    {
        if (!await yes.AgreedAsync(run, $"{Printable.Count(content.Count, "content")} will be gone from all history, on every branch and tag and under every path. Nobody can bring it back", cancellationToken))
        {
            return ExitCode.No;
        }

        var result = await flags.RunAsync(run, "erasing", options => lake.Erasures.EraseAsync(content, why, options, cancellationToken));
        Show(run, EraseShape.Of(result));
        return ExitCode.Done;
    }
}
