using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Names;

/// <summary><c>lv branch list</c> and <c>lv tag list</c>.</summary>
internal sealed class NameListVerb : Verb
{
    private readonly RefKind kind;
    private readonly Option<bool> all = new("--all") { Description = "Deleted and renamed ones too" };

    public NameListVerb(RefKind kind)
        : base(
            "list",
            kind == RefKind.Branch ? "List the branches." : "List the tags.",
            $"lv {NameVerbs.Noun(kind)} list",
            $"lv {NameVerbs.Noun(kind)} list --all --json")
    {
        this.kind = kind;
        Add(all);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var rules = await lake.Protection.ListAsync(cancellationToken);
        var heads = await lake.Store.Catalog.ListAsync(kind, run.Get(all), cancellationToken);
        var shape = new NamesShape
        {
            Kind = NameVerbs.Noun(kind),
            Names =
            [
                .. heads.Select(head => NameShape.Of(head.Name, head.Head.Entry) with
                {
                    IsDefault = kind == RefKind.Branch && head.Name.Name == lake.DefaultBranch,
                    IsProtected = rules.Any(rule => rule.Covers(head.Name)),
                }),
            ],
        };
        run.Show(shape, LvJson.Default.NamesShape, list => NamesText.Write(run, list));
        return ExitCode.Done;
    }
}
