using Apache.Arrow;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Managed;

/// <summary>A file that is decoded without native code: a row group at a time, of which batches are slices.</summary>
internal sealed class ManagedFile(FileTail tail, ParquetFooter footer, IReadOnlyList<ColumnNode> columns)
    : ParquetFile(tail, footer, new SparseStream(tail.SizeBytes, tail.Bytes), new Schema(columns.Select(column => column.Field), null))
{
    private readonly ColumnNode[] leaves = [.. columns.SelectMany(column => column.Leaves)];

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<RecordBatch> DecodeAsync(ColumnSelection selection, int group, string step)
    {
        var decoded = new Dictionary<int, LeafData>();
        foreach (var leaf in selection.Leaves)
        {
            decoded[leaf] = await DecodeAsync(group, leaf).ConfigureAwait(false);
        }

        var rows = Footer.RowGroups[group].RowCount;
        var arrays = new IArrowArray[selection.Schema.FieldsList.Count];
        for (var i = 0; i < arrays.Length; i++)
        {
            var column = columns[selection.Columns[i]];
            var place = $"{step}, column '{column.Field.Name}'";
            arrays[i] = DamageGuard.Run(
                Key, place, () => ArrowArrayFactory.BuildArray(new ColumnAssembler(leaf => decoded[leaf]).Assemble(column, rows)));
        }

        for (var start = 0; start < rows; start += BatchRows)
        {
            var count = (int)Math.Min(rows - start, BatchRows);
            yield return new RecordBatch(selection.Schema, arrays.Select(array => ArrowArrayFactory.Slice(array, start, count)), count);
        }
    }

    /// <inheritdoc/>
    protected override void Check(ColumnSelection selection, IReadOnlyList<int> groups)
    {
        foreach (var group in groups)
        {
            foreach (var leaf in selection.Leaves)
            {
                DamageGuard.Run(Key, Place(group, leaf), () => Codec.Check(Footer.RowGroups[group].Chunks[leaf].Codec));
            }
        }
    }

    private string Place(int group, int leaf) => $"row group {group}, column '{string.Join('.', Footer.Leaves[leaf].Path)}'";

    private async ValueTask<LeafData> DecodeAsync(int group, int leaf)
    {
        var (stored, chunk) = (Footer.Leaves[leaf], Footer.RowGroups[group].Chunks[leaf]);
        var place = Place(group, leaf);
        var (offset, length) = Extent(chunk);
        var bytes = DamageGuard.Run(Key, place, () => Stream.Take(offset, checked((int)length)));
        return await DamageGuard.RunAsync(Key, place, () => ChunkReader.ReadAsync(stored, chunk, leaves[leaf], bytes)).ConfigureAwait(false);
    }
}
