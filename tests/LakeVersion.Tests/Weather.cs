using Apache.Arrow;
using LakeVersion.Rows.Records;

namespace LakeVersion.Tests;

/// <summary>A few rows to fill tables with.</summary>
internal sealed record Weather(int Day, string Station, double Wind)
{
    public static IAsyncEnumerable<RecordBatch> Rows(int from, int count, string station = "sea") => RowBatcher
        .ToBatches(Enumerable.Range(from, count).Select(day => new Weather(day, station, day * 0.5)))
        .ToAsyncEnumerable();

    public static async Task<List<int>> DaysAsync(IAsyncEnumerable<RecordBatch> batches)
    {
        var days = new List<int>();
        await foreach (var batch in batches)
        {
            using (batch)
            {
                days.AddRange(RowReader.Read<Weather>(batch).Select(row => row.Day));
            }
        }

        days.Sort();
        return days;
    }
}
