using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Retention;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary><c>lv retention add</c>.</summary>
internal sealed class RetentionAddVerb : Verb
{
    private readonly Argument<string> name = new("name") { Description = "The rule's name" };

    private readonly Option<string[]> branches = new("--branch")
    {
        Description = "The branches it holds for: a name, or a pattern with *; may be given several times",
        HelpName = "pattern",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> tags = new("--tag")
    {
        Description = "The tags it holds for once they are deleted; live tags are always kept",
        HelpName = "pattern",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> age = new("--age") { Description = "Keep a state for so long after another took its place, such as 30d", HelpName = "span" };
    private readonly Option<long?> count = new("--count") { Description = "Keep so many of the newest states; with --age, what either keeps", HelpName = "number" };
    private readonly Option<string?> deleted = new("--deleted") { Description = "Deleted names can be restored for so long; else --age, or 7d", HelpName = "span" };
    private readonly Option<bool> replace = new("--replace") { Description = "In place of the rule of that name" };
    private readonly MoveFlags move = new();

    public RetentionAddVerb()
        : base(
            "add",
            "Let go of the past of branches by a rule; heads, and what tags and keeps hold, stay.",
            "lv retention add main --branch main --age 90d --count 100",
            "lv retention add work --branch \"dev/*\" --branch \"exp/*\" --age 14d --deleted 3d",
            "lv retention add tags --tag \"*\" --deleted 30d")
    {
        Add(name);
        Add(branches);
        Add(tags);
        Add(age);
        Add(count);
        Add(deleted);
        Add(replace);
        move.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var rule = new RetentionRule
        {
            Name = run.Get(name),
            Branches = run.Get(branches) ?? [],
            Tags = run.Get(tags) ?? [],
            Age = run.Get(age) is { } kept ? AmountText.Span("--age", kept) : null,
            Count = run.Get(count),
            Deleted = run.Get(deleted) is { } restorable ? AmountText.Span("--deleted", restorable) : null,
        };
        rule.Check();
        var lake = await run.OpenAsync(cancellationToken);
        var current = await lake.Store.Settings.CurrentAsync(cancellationToken);
        if (!run.Get(replace) && current.Value.Values.TryGetValue(rule.Setting, out var there))
        {
            throw LakeException.Conflict($"The retention rule '{rule.Name}' is there already ('{there}'). Give --replace, or another name.");
        }

        var state = await lake.Store.Retention.SetAsync(rule, move.Read(run), cancellationToken);
        var shape = new RetentionShape { Entry = state.N, Rules = [RetentionRuleShape.Of(rule)] };
        run.Show(shape, LvJson.Default.RetentionShape, set => RetentionText.Write(run, set.Rules));
        return ExitCode.Done;
    }
}
