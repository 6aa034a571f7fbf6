using Apache.Arrow;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Converting;

/// <summary>Statistics of a whole file from those of its row groups. Pure.</summary>
internal static class FooterSummary
{
    public static ParquetFileSummary Of(IParquetFile file, long sizeBytes)
    {
        var columns = new List<ParquetColumnStatistics>();
        for (var leaf = 0; file.RowGroups.Count > 0 && leaf < file.RowGroups[0].Columns.Count; leaf++)
        {
            var index = leaf;
            columns.Add(Column([.. file.RowGroups.Where(group => group.RowCount > 0).Select(group => (group.Columns[index], group.RowCount))]));
        }

        return new ParquetFileSummary(file.RowCount, sizeBytes, columns);
    }

    private static ParquetColumnStatistics Column(IReadOnlyList<(ParquetColumnStatistics Statistics, long Rows)> groups)
    {
        if (groups.Count == 0)
        {
            return new ParquetColumnStatistics([], null, null, null);
        }

        // A group of nulls has no bounds, and bounds nothing.
        var valued = groups.Where(group => group.Statistics.NullCount != group.Rows).Select(group => group.Statistics).ToList();
        return new ParquetColumnStatistics(
            groups[0].Statistics.Path,
            groups.All(group => group.Statistics.NullCount is not null) ? groups.Sum(group => group.Statistics.NullCount) : null,
            Bound([.. valued.Select(column => column.Min)], 1),
            Bound([.. valued.Select(column => column.Max)], -1));
    }

    // The least by the sign 1, the greatest by -1; null where a group does not say it.
    private static IArrowArray? Bound(IReadOnlyList<IArrowArray?> bounds, int sign)
    {
        IArrowArray? best = null;
        foreach (var bound in bounds)
        {
            if (bound is not { Length: 1 } || bound.IsNull(0) || ColumnScalars.KindOf(bound.Data.DataType) is null)
            {
                return null;
            }

            best = best is null || sign * Scalar.Compare(ColumnScalars.Read(bound, 0), ColumnScalars.Read(best, 0)) < 0 ? bound : best;
        }

        return best;
    }
}
