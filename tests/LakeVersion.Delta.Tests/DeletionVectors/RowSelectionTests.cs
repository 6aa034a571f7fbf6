using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Parquet;

namespace LakeVersion.Delta.Tests.DeletionVectors;

public sealed class RowSelectionTests
{
    [Fact]
    public void Rows_are_left_out_by_one_vector_and_kept_by_another()
    {
        var (a, b) = (Positions(1, 2, 70), Positions(2, 3, 70, 71));
        Assert.Equal([0, 3, 4], new RowSelection(a, null).Select(0, 5, null)!);
        Assert.Equal([3], new RowSelection(a, b).Select(0, 5, null)!);
        Assert.Equal([1], new RowSelection(b, a).Select(0, 5, null)!);
        Assert.Equal([2, 3], new RowSelection(null, b).Select(0, 64, null)!);
    }

    [Fact]
    public void A_batch_without_marked_rows_stays_whole()
    {
        var selection = new RowSelection(Positions(1, 2, 70), null);
        Assert.Null(selection.Select(3, 67, null));
        Assert.Equal([0, 5], selection.Select(3, 67, [0, 5])!);
        Assert.Equal([], selection.Select(65, 67, [5])!);
        Assert.Equal([6], selection.Select(65, 67, [5, 6])!);
    }

    [Fact]
    public void All_rows_of_a_batch_may_be_gone() =>
        Assert.Equal([], new RowSelection(Positions([.. Enumerable.Range(0, 128)]), null).Select(0, 128, null)!);

    [Fact]
    public void Positions_count_over_row_groups_that_are_not_read()
    {
        ParquetRowGroup[] groups = [new(10, []), new(0, []), new(5, []), new(7, []), new(4, [])];
        var all = new RowCursor(groups, null);
        Assert.Equal([0, 6, 10, 15, 22], new[] { 6, 4, 5, 7, 4 }.Select(all.Next));
        var some = new RowCursor(groups, [2, 4]);
        Assert.Equal([10, 12, 22], new[] { 2, 3, 4 }.Select(some.Next));
        Assert.Throws<InvalidOperationException>(() => new RowCursor(groups, null).Next(11));
    }

    private static RowPositions Positions(params long[] positions) => RoaringReader.Read(Vectors.Portable(positions));
}
