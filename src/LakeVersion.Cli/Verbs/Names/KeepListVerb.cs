using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Names;

/// <summary><c>lv keep list</c>.</summary>
internal sealed class KeepListVerb() : Verb("list", "List the revisions that are kept.", "lv keep list")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var heads = await lake.Store.Catalog.ListAsync(RefKind.Keep, cancellationToken: cancellationToken);
        var shape = new NamesShape { Kind = "keep", Names = [.. heads.Select(head => NameShape.Of(head.Name, head.Head.Entry))] };
        run.Show(shape, LvJson.Default.NamesShape, list => NamesText.Write(run, list));
        return ExitCode.Done;
    }
}
