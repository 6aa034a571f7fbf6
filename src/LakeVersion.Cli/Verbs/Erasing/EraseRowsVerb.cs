using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Erasing;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Erasing;

/// <summary><c>lv erase rows</c>: takes rows of tables out of all history.</summary>
internal sealed class EraseRowsVerb : Verb
{
    private readonly Argument<string[]> tables = new("table")
    {
        Description = "The table; a copied table and its copy are erased in one call",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> where = new("--where")
    {
        Description = "The rows that go, as \"id = 42\". It is stored nowhere, only a salted digest of it",
        HelpName = "test",
    };

    private readonly Option<string?> reason = new("--reason") { Description = "Why: everyone who reads it later is told. It must not itself say whose rows go", HelpName = "text" };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Say what would go and what history could show no longer; write nothing" };
    private readonly Option<bool> leavePaths = new("--leave-paths") { Description = "Go on where names of partition folders say values of the rows: paths stay for ever" };
    private readonly EraseFlags flags = new();
    private readonly YesFlag yes = new();

    public EraseRowsVerb()
        : base(
            "rows",
            "Take rows out of all history: branches are written anew without them, then all that shows them is erased.",
            "lv erase rows people --where \"id = 42\" --dry-run",
            "lv erase rows people --where \"email = 'ada@example.org'\" --reason \"Request 17\" --yes",
            "lv erase rows people people-copy --where \"id in (42, 43)\" --reason \"Request 18\" --yes --json")
    {
        Add(tables);
        Add(where);
        Add(reason);
        Add(dryRun);
        Add(leavePaths);
        flags.AddTo(this);
        yes.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        EraseFlags.CheckBranch(run);
        var test = run.Get(where) ?? throw LakeException.Invalid("Say which rows with --where TEST.");
        var named = run.Get(tables).Select(table => table.TrimEnd('/')).ToList();
        var isDry = run.Get(dryRun);
        var why = run.Get(reason) ?? (isDry ? "" : throw LakeException.Invalid("Say why with --reason: everyone who reads what was erased is told. --dry-run shows what would go."));
        var lake = await run.OpenAsync(cancellationToken);
        if (!isDry && !await yes.AgreedAsync(run, $"Rows of {string.Join(", ", named)} that pass, and versions of history that show them, will be gone for ever. Nobody can bring them back", cancellationToken))
        {
            return ExitCode.No;
        }

        var report = await flags.RunAsync(run, isDry ? "looking through history" : "erasing", options => lake.Erasures.EraseRowsAsync(
            named,
            test,
            new RowErasureOptions
            {
                Reason = why, Author = options.Author, DryRun = isDry, LeavesPaths = run.Get(leavePaths), TemporaryFolder = options.TemporaryFolder, Progress = options.Progress,
            },
            cancellationToken));
        run.Show(EraseRowsShape.Of(report, isDry), LvJson.Default.EraseRowsShape, shape => EraseRowsText.Write(run, shape));
        return ExitCode.Done;
    }
}
