using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Publishing;

namespace LakeVersion.Cli.Verbs.Protecting;

/// <summary><c>lv protect add</c>.</summary>
internal sealed class ProtectAddVerb : Verb
{
    private readonly Argument<string> name = new("name") { Description = "The rule's name" };

    private readonly Option<string[]> branches = new("--branch")
    {
        Description = "The branches it holds for: a name, or a pattern with *; may be given several times",
        HelpName = "pattern",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> mergeOnly = new("--merge-only") { Description = "Only merges and fast-forwards move them: no direct commits, no resets" };
    private readonly Option<bool> noReset = new("--no-reset") { Description = "They are not moved back" };
    private readonly Option<bool> noDelete = new("--no-delete") { Description = "They are not deleted or renamed" };

    private readonly Option<string[]> checks = new("--check")
    {
        Description = "A check that must pass on what they are to hold; programs that do not have it are refused; may be given several times",
        HelpName = "name",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> replace = new("--replace") { Description = "In place of the rule of that name" };
    private readonly MoveFlags move = new();

    public ProtectAddVerb()
        : base(
            "add",
            "Protect branches by a rule, from now on. Versions of LakeVersion that know no rules can then only read.",
            "lv protect add reviewed --branch main --merge-only --no-delete -m \"Work on branches\"",
            "lv protect add releases --branch \"release/*\" --no-reset --no-delete",
            "lv protect add checked --branch main --check orders")
    {
        Add(name);
        Add(branches);
        Add(mergeOnly);
        Add(noReset);
        Add(noDelete);
        Add(checks);
        Add(replace);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var rule = new ProtectionRule
        {
            Name = run.Get(name),
            Branches = run.Get(branches) ?? [],
            MergeOnly = run.Get(mergeOnly),
            NoReset = run.Get(noReset),
            NoDelete = run.Get(noDelete),
            Checks = run.Get(checks) ?? [],
        };
        rule.Check();
        var lake = await run.OpenAsync(cancellationToken);
        var current = await lake.Store.Settings.CurrentAsync(cancellationToken);
        if (!run.Get(replace) && current.Value.Values.ContainsKey(rule.Setting))
        {
            throw LakeException.Conflict($"The protection rule '{rule.Name}' is there already ('{current.Value.Values[rule.Setting]}'). Give --replace, or another name.");
        }

        var state = await lake.Protection.SetAsync(rule, move.Read(run), cancellationToken);
        var shape = new ProtectShape { Entry = state.N, Rules = [ProtectionRuleShape.Of(rule)] };
        run.Show(shape, LvJson.Default.ProtectShape, set => ProtectText.Write(run, set.Rules));
        return ExitCode.Done;
    }
}
