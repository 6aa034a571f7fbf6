using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Writing;

namespace LakeVersion.Delta.Optimizing;

/// <summary>The figures of an optimize, in Spark's words. Pure.</summary>
internal static class OptimizeFigures
{
    public static Dictionary<string, string?> Of(IReadOnlyList<AddFile> removed, IReadOnlyList<AddFile> added)
    {
        var sizes = added.Select(file => file.Size).Order().ToList();
        var figures = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["numRemovedFiles"] = CommitFacts.Number(removed.Count),
            ["numRemovedBytes"] = CommitFacts.Number(removed.Sum(file => file.Size)),
            ["numAddedFiles"] = CommitFacts.Number(added.Count),
            ["numAddedBytes"] = CommitFacts.Number(sizes.Sum()),
            ["numDeletionVectorsRemoved"] = CommitFacts.Number(removed.Count(file => file.DeletionVector is not null)),
        };
        foreach (var (name, share) in sizes.Count == 0 ? [] : Quantiles)
        {
            figures[name] = CommitFacts.Number(sizes[(int)Math.Round((sizes.Count - 1) * share)]);
        }

        return figures;
    }

    private static readonly (string Name, double Share)[] Quantiles =
        [("minFileSize", 0), ("p25FileSize", 0.25), ("p50FileSize", 0.5), ("p75FileSize", 0.75), ("maxFileSize", 1)];
}
