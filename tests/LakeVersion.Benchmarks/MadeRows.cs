using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Benchmarks;

/// <summary>Rows made of their ids, the same every time.</summary>
internal static class MadeRows
{
    private const int BatchRows = 65_536;

    public static readonly Schema Schema = new(
        [
            new Field("id", Int64Type.Default, true), new Field("k", Int64Type.Default, true), new Field("x", DoubleType.Default, true),
            new Field("name", StringType.Default, true), new Field("day", Int32Type.Default, true),
        ],
        null);

    public static async IAsyncEnumerable<RecordBatch> Of(IEnumerable<long> ids)
    {
        foreach (var chunk in ids.Chunk(BatchRows))
        {
            await Task.Yield();
            yield return new RecordBatch(
                Schema,
                [
                    new Int64Array.Builder().AppendRange(chunk).Build(),
                    new Int64Array.Builder().AppendRange(chunk.Select(id => id * 2654435761 % 1_000_003)).Build(),
                    new DoubleArray.Builder().AppendRange(chunk.Select(id => id * 0.37)).Build(),
                    new StringArray.Builder().AppendRange(chunk.Select(id => $"customer-{id % 50_000}")).Build(),
                    new Int32Array.Builder().AppendRange(chunk.Select(id => (int)(id % 365))).Build(),
                ],
                chunk.Length);
        }
    }
}
