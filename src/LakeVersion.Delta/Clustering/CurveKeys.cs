using Apache.Arrow;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Clustering;

/// <summary>Gives rows their places on a curve through some columns.</summary>
internal sealed class CurveKeys
{
    private const int MostBits = 16;
    private const int AllBits = 60;

    private readonly SpaceCurve curve;
    private readonly IReadOnlyList<string> columns;
    private readonly ColumnRanks[] ranks;
    private readonly int bits;

    public CurveKeys(SpaceCurve curve, IReadOnlyList<string> columns, ColumnSample sample)
    {
        (this.curve, this.columns) = (curve, columns);
        bits = Math.Min(MostBits, AllBits / columns.Count);
        ranks = [.. Enumerable.Range(0, columns.Count).Select(i => new ColumnRanks(sample.Column(i), bits))];
    }

    /// <summary>Bits of a place.</summary>
    public int TotalBits => bits * columns.Count;

    /// <summary>The places of a batch's rows.</summary>
    public ulong[] Of(RecordBatch batch)
    {
        var arrays = Arrays(batch, columns);
        var places = new ulong[batch.Length];
        Span<uint> point = stackalloc uint[columns.Count];
        for (var row = 0; row < places.Length; row++)
        {
            for (var i = 0; i < arrays.Length; i++)
            {
                point[i] = ranks[i].Of(Key(arrays[i], row));
            }

            places[row] = CurveOrder.Of(curve, point, bits);
        }

        return places;
    }

    public static IArrowArray[] Arrays(RecordBatch batch, IReadOnlyList<string> columns) =>
        [.. columns.Select(column => batch.Column(batch.Schema.GetFieldIndex(column)))];

    public static OrderKey? Key(IArrowArray array, int row) => array.IsNull(row) ? null : OrderKey.Of(ColumnScalars.Read(array, row));
}
