using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Delta.Clustering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table optimize</c>, <c>lv delta optimize</c>: the same rows in better files.</summary>
internal sealed class OptimizeVerb : Verb
{
    private readonly TableTarget target;
    private readonly Option<string?> where = new("--where") { Description = "Only partitions that pass, as \"date >= '2026-01-01'\"", HelpName = "test" };
    private readonly Option<string?> size = new("--target-size") { Description = "The size to bring files to; else the table's property, or 128mb", HelpName = "size" };
    private readonly Option<string?> by = new("--by") { Description = "Bring rows together that are near each other in these columns, as a,b", HelpName = "columns" };
    private readonly Option<string> curve = new("--curve") { Description = "How several columns are ordered: zorder or hilbert", HelpName = "curve", DefaultValueFactory = _ => "zorder" };

    public OptimizeVerb(TableTarget target)
        : base(
            "optimize",
            "Write the same rows in fewer, larger files, or clustered by columns; appends meanwhile do not conflict.",
            target.Example("optimize", "flights", ""),
            target.Example("optimize", "flights", "--by origin,dest --curve hilbert --where \"month = 3\""))
    {
        this.target = target;
        target.AddTo(this);
        curve.AcceptOnlyFromAmong("zorder", "hilbert");
        foreach (var option in (Option[])[where, size, by, curve])
        {
            Add(option);
        }
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        string[] columns = run.Get(by)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        return target.RunAsync(
            run,
            "optimize",
            table => columns.Length == 0 ? $"Optimize table {table}" : $"Cluster table {table} by {string.Join(", ", columns)}",
            (current, commit, _) => ValueTask.FromResult<ITableChange>(new OptimizeFiles(new OptimizeOptions
            {
                Where = run.Get(where) is { } text ? PredicateText.Parse(text, current.Schema) : null,
                ClusterBy = columns,
                Curve = run.Get(curve) == "hilbert" ? SpaceCurve.Hilbert : SpaceCurve.ZOrder,
                Files = new DataFileOptions { TargetSizeBytes = run.Get(size) is { } asked ? AmountText.Size("--target-size", asked) : null },
                Commit = commit,
            })),
            cancellationToken);
    }
}
