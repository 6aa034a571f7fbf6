using LakeVersion.Parquet;

namespace LakeVersion.Delta.Reading;

/// <summary>Counts along with the batches of a reading, to tell each one's place in the file, over row groups that are left out.</summary>
/// <param name="groups">The file's row groups.</param>
/// <param name="read">Indexes of those that are read, ascending; null for all.</param>
internal sealed class RowCursor(IReadOnlyList<ParquetRowGroup> groups, IReadOnlyList<int>? read)
{
    private int group;
    private int nextRead;
    private long groupStart;
    private long done;

    /// <summary>The position in the file of the first row of the next batch, which has so many rows, one at least, all of one row group.</summary>
    public long Next(int length)
    {
        while (!IsRead() || done >= groups[group].RowCount)
        {
            nextRead += IsRead() ? 1 : 0;
            groupStart += groups[group++].RowCount;
            done = 0;
        }

        var first = groupStart + done;
        done += length;
        return done <= groups[group].RowCount
            ? first
            : throw new InvalidOperationException($"A batch ends {done - groups[group].RowCount} rows behind its row group {group}.");
    }

    private bool IsRead() => read is null || (nextRead < read.Count && read[nextRead] == group);
}
