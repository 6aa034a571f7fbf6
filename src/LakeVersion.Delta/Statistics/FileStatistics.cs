using System.Text;
using System.Text.Json;
using Apache.Arrow;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Statistics;

/// <summary>Statistics of a file, as far as they can be trusted (PROTOCOL.md, "Per-file Statistics"). What is missing proves nothing.</summary>
/// <remarks>
/// What bounds say is loosened where writers are known to differ, so that they hold for all of them:
/// <list type="number">
/// <item>"String columns are cut off at a fixed prefix length", the greatest too: every text that begins with it may be there. Some
/// writers mark the cut by U+FFFD, which is smaller than characters beyond the basic plane, so it counts as cut off itself.</item>
/// <item>"Timestamp columns are truncated down to milliseconds", by some writers towards 1970: either bound may be 999 µs off.</item>
/// <item>Bounds of floating-point numbers leave NaN out, and do not say that it was there.</item>
/// </list>
/// Wide bounds (<c>tightBounds</c> false) bound all the same. Of null counts only none and all are used, which hold for both sorts.
/// </remarks>
internal abstract class FileStatistics
{
    /// <summary>No statistics.</summary>
    public static readonly FileStatistics None = new JsonStatistics(default);

    /// <summary>Rows in the file, before deletion vectors; null where unknown.</summary>
    public abstract long? RowCount { get; }

    /// <summary>Reads statistics; a damaged text is as good as none.</summary>
    public static FileStatistics Parse(string? json) => string.IsNullOrEmpty(json) ? None : Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads statistics from UTF-8, which is not kept; a damaged text is as good as none.</summary>
    public static FileStatistics Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var root = json.IsEmpty ? default : JsonElement.Parse(json);
            return root.ValueKind == JsonValueKind.Object ? new JsonStatistics(root) : None;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return None;
        }
    }

    /// <summary>The statistics in one row of a checkpoint's <c>stats_parsed</c> column.</summary>
    public static FileStatistics Of(StructArray parsed, int row) => new StructStatistics(parsed.Data, row);

    /// <summary>What is known of a column.</summary>
    /// <param name="path">The fields from the table's column inwards; statistics call them by their physical names.</param>
    public ColumnBounds Column(params IReadOnlyList<DeltaField> path)
    {
        var type = path[^1].Type;
        if (RowCount is not { } rows || (type is not (DeltaPrimitive or DeltaDecimal)))
        {
            return ColumnBounds.Unknown;
        }

        var kind = ColumnScalars.KindOf(ArrowSchemas.ToArrow(type));
        var nulls = NullCount(path);
        return new ColumnBounds(
            Loosen(Bound(path, kind, isMax: false), isMax: false),
            Loosen(Bound(path, kind, isMax: true), isMax: true),
            AllNull: nulls == rows,
            NoNull: nulls == 0,
            MayHoldNaN: kind == ScalarKind.Floating);
    }

    /// <summary>False where deletion vectors came after the bounds, so that they may be wider than the rows; null where the statistics do not say.</summary>
    public abstract bool? TightBounds { get; }

    /// <summary>A bound as it is kept, which holds only by the rules of whoever wrote it (1 to 3); null where there is none.</summary>
    public Scalar? StoredBound(IReadOnlyList<DeltaField> path, bool isMax) => Bound(path, ColumnScalars.KindOf(ArrowSchemas.ToArrow(path[^1].Type)), isMax);

    /// <summary>A count of nulls as it is kept; null where there is none.</summary>
    public long? StoredNullCount(IReadOnlyList<DeltaField> path) => NullCount(path);

    /// <summary>Rows where the column is null, as the statistics say; null where they do not.</summary>
    protected abstract long? NullCount(IReadOnlyList<DeltaField> path);

    /// <summary>A bound as the statistics have it; null where they do not, or where it is no value of the kind.</summary>
    protected abstract Scalar? Bound(IReadOnlyList<DeltaField> path, ScalarKind? kind, bool isMax);

    private static Scalar? Loosen(Scalar? bound, bool isMax)
    {
        switch (bound)
        {
            case { Kind: ScalarKind.Text } text when isMax:
                return TextBounds.Beyond(text.TextValue.TrimEnd('\uFFFD')) is { } beyond ? Scalar.Of(beyond) : null;
            case { Kind: ScalarKind.Timestamp } time:
                var slack = isMax ? 999 : -999;
                return Math.Abs((decimal)time.WholeValue) < long.MaxValue - 999 ? Scalar.OfTimestamp(time.WholeValue + slack) : null;
            case { Kind: ScalarKind.Floating } number when double.IsNaN(number.FloatingValue):
                return null;
            default:
                return bound;
        }
    }
}
