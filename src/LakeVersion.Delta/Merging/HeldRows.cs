using Apache.Arrow;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Rows that a merge by row holds in memory, up to a limit. Mutable.</summary>
/// <param name="table">The table, for messages.</param>
/// <param name="limit">The most bytes.</param>
internal sealed class HeldRows(string table, long limit)
{
    // A digest of the key, one of the row, and what the hash table needs.
    private const int BytesOfState = 64;

    private readonly List<RecordBatch> before = [];
    private readonly List<RecordBatch> after = [];
    private long held;

    public void AddBefore(RecordBatch batch, int[] rows) => Add(before, batch, rows);

    public void AddAfter(RecordBatch batch, int[] rows) => Add(after, batch, rows);

    public RecordBatch Before(Schema schema) => BatchRows.Concatenate(schema, before);

    public RecordBatch After(Schema schema) => BatchRows.Concatenate(schema, after);

    /// <exception cref="LakeException">Refused: as many rows are too many.</exception>
    public void CheckCount(int rows)
    {
        if (held + ((long)rows * BytesOfState) > limit)
        {
            throw LakeException.Refused(
                $"{table}: both sides rewrote the same files, so that their rows are compared one by one, and these take more than {limit >> 20} MiB. "
                + "Merge sooner, in smaller parts, or with a higher limit.");
        }
    }

    private void Add(List<RecordBatch> rows, RecordBatch batch, int[] indexes)
    {
        if (indexes.Length == 0)
        {
            return;
        }

        var taken = BatchRows.Take(batch, indexes);
        rows.Add(taken);
        held += taken.Arrays.Sum(array => Size(array.Data));
    }

    private static long Size(ArrayData? data) => data is null ? 0
        : data.Buffers.Sum(buffer => (long)buffer.Length) + (data.Children?.Sum(Size) ?? 0);
}
