using System.Globalization;
using System.Text;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Casts between types, by Spark's ANSI rules: what does not fit is an error.</summary>
internal static class Casts
{
    /// <summary>The cast; null where there is none.</summary>
    public static Node? Make(Node node, IArrowType to) => node.Type switch
    {
        NullType => new ConstantNode(to, null),
        var from when ValueTypes.Same(from, to) => node,
        BooleanType => OfBoolean(node, to),
        StringType => TextCasts.Make(node, to),
        Decimal128Type from => OfDecimal(node, from, to),
        Date32Type => OfDate(node, to),
        TimestampType from when ValueTypes.IsTime(from) => OfTimestamp(node, to),
        var from when ValueTypes.IsInteger(from) => OfWhole(node, to),
        var from when ValueTypes.IsFloating(from) => OfFloating(node, to),
        _ => null,
    };

    private static Node? OfBoolean(Node node, IArrowType to) => to switch
    {
        StringType => new MapNode<bool, ReadOnlyMemory<byte>>(to, node, value => Bytes(value ? "true" : "false")),
        Decimal128Type type => new MapNode<bool, Int128>(to, node, value => Decimals.Fit(value ? 1 : 0, 0, type)),
        _ when ValueTypes.IsInteger(to) => new MapNode<bool, long>(to, node, value => value ? 1 : 0),
        _ when ValueTypes.IsFloating(to) => new MapNode<bool, double>(to, node, value => value ? 1 : 0),
        _ => null,
    };

    private static Node? OfWhole(Node node, IArrowType to) => to switch
    {
        BooleanType => new MapNode<long, bool>(to, node, value => value != 0),
        StringType => new MapNode<long, ReadOnlyMemory<byte>>(to, node, value => Bytes(value.ToString(CultureInfo.InvariantCulture))),
        Decimal128Type type => new MapNode<long, Int128>(to, node, value => Decimals.Fit(value, 0, type)),
        FloatType => new MapNode<long, double>(to, node, value => (float)value),
        DoubleType => new MapNode<long, double>(to, node, value => value),
        _ when ValueTypes.IsInteger(to) => new MapNode<long, long>(to, node, value => Arithmetic.Fit(value, to, () => Text(value))),
        _ => null,
    };

    private static Node? OfFloating(Node node, IArrowType to) => to switch
    {
        BooleanType => new MapNode<double, bool>(to, node, value => value != 0),
        FloatType => new MapNode<double, double>(to, node, value => (float)value),
        DoubleType => new MapNode<double, double>(to, node, value => value),
        Decimal128Type type when node.Type is DoubleType => new MapNode<double, Int128>(to, node, value =>
        {
            var (unscaled, scale) = Decimals.Of(value);
            return Decimals.Fit(unscaled, scale, type);
        }),
        _ when ValueTypes.IsInteger(to) => new MapNode<double, long>(to, node, value =>
            Math.Abs(value) < 1e19 ? Arithmetic.Fit((Int128)value, to, () => Text(value)) : throw LakeException.Invalid($"{Text(value)} does not fit {TypeText.Of(to)}.")),
        // Texts of floating-point numbers differ between engines and their versions.
        _ => null,
    };

    private static Node? OfDecimal(Node node, Decimal128Type from, IArrowType to) => to switch
    {
        BooleanType => new MapNode<Int128, bool>(to, node, value => value != 0),
        StringType => new MapNode<Int128, ReadOnlyMemory<byte>>(to, node, value => Bytes(Decimals.Text(value, from.Scale))),
        Decimal128Type type => new MapNode<Int128, Int128>(to, node, value => Decimals.Fit(value, from.Scale, type)),
        FloatType => new MapNode<Int128, double>(to, node, value => float.Parse(
            $"{value.ToString(CultureInfo.InvariantCulture)}e-{from.Scale}", CultureInfo.InvariantCulture)),
        DoubleType => new MapNode<Int128, double>(to, node, value => Decimals.ToDouble(value, from.Scale)),
        _ when ValueTypes.IsInteger(to) => new MapNode<Int128, long>(to, node, value =>
            Arithmetic.Fit(value / DecimalText.Power(from.Scale), to, () => Decimals.Text(value, from.Scale))),
        _ => null,
    };

    private static Node? OfDate(Node node, IArrowType to) => to switch
    {
        StringType => new MapNode<long, ReadOnlyMemory<byte>>(to, node, days => Bytes(Times.Date(days))),
        TimestampType when ValueTypes.IsTime(to) => new MapNode<long, long>(to, node, days =>
            Arithmetic.Fit((Int128)days * ValueTypes.DayMicroseconds, Int64Type.Default, () => $"day {days}")),
        _ => null,
    };

    private static Node? OfTimestamp(Node node, IArrowType to) => to switch
    {
        StringType => new MapNode<long, ReadOnlyMemory<byte>>(to, node, time => Bytes(Times.Time(time))),
        Date32Type => new MapNode<long, long>(to, node, Times.Day),
        TimestampType when ValueTypes.IsTime(to) => new MapNode<long, long>(to, node, time => time),
        Int64Type when ValueTypes.IsInstant(node.Type) => new MapNode<long, long>(to, node, time => Times.Floor(time, 1_000_000) / 1_000_000),
        _ => null,
    };

    internal static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
