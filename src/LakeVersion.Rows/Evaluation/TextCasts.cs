using System.Globalization;
using System.Text;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Casts of text: what is no value of the type is an error. White space around the value counts nothing.</summary>
internal static class TextCasts
{
    private static readonly string[] Yes = ["t", "true", "y", "yes", "1"];
    private static readonly string[] No = ["f", "false", "n", "no", "0"];

    /// <summary>The cast; null where there is none.</summary>
    public static Node? Make(Node node, IArrowType to) => to switch
    {
        BinaryType => new MapNode<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(to, node, bytes => bytes),
        BooleanType => Of<bool>(node, to, text => Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? true
            : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? false : null),
        Date32Type => Of<long>(node, to, text => IsoText.TryParseDate(text, out var days) ? days : null),
        Decimal128Type type => Of<Int128>(node, to, text => Decimals.TryParse(text, out var value, out var scale) ? Decimals.Fit(value, scale, type) : null),
        DoubleType => Of<double>(node, to, Floating),
        FloatType => Of<double>(node, to, text => Floating(text) is not { } value ? null
            : double.IsFinite(value) ? float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : value),
        _ when ValueTypes.IsInteger(to) => Of<long>(node, to, text =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= ValueTypes.Range(to).Least && value <= ValueTypes.Range(to).Greatest ? value : null),
        // A wall clock has no zone to convert from; an instant without one is of UTC.
        _ when ValueTypes.IsTime(to) => Of<long>(node, to, text =>
            IsoText.TryParseTime(text, out var time, out var hasZone) && (!hasZone || ValueTypes.IsInstant(to)) ? time : null),
        _ => null,
    };

    private static double? Floating(string text)
    {
        double? word = text.ToUpperInvariant() switch
        {
            "NAN" => double.NaN,
            "INFINITY" or "INF" or "+INFINITY" or "+INF" => double.PositiveInfinity,
            "-INFINITY" or "-INF" => double.NegativeInfinity,
            _ => null,
        };
        return word ?? (Decimals.TryParse(text, out _, out _) ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null);
    }

    private static MapNode<ReadOnlyMemory<byte>, T> Of<T>(Node node, IArrowType to, Func<string, T?> read)
        where T : struct => new(to, node, bytes =>
        {
            var text = Encoding.UTF8.GetString(bytes.Span);
            return read(text.Trim()) ?? throw LakeException.Invalid($"'{text}' is no {TypeText.Of(to)}.");
        });
}
