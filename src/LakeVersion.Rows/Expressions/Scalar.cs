using System.Globalization;
using System.Numerics;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>One typed value, not null: a literal of a predicate, or a bound from statistics.</summary>
public readonly struct Scalar : IEquatable<Scalar>
{
    private readonly long whole;
    private readonly double floating;
    private readonly object? reference;

    private Scalar(ScalarKind kind, long whole = 0, double floating = 0, object? reference = null) =>
        (Kind, this.whole, this.floating, this.reference) = (kind, whole, floating, reference);

    /// <summary>What sort of value this is.</summary>
    public ScalarKind Kind { get; }

    /// <summary>A whole number, days, microseconds, or 1 for true.</summary>
    public long WholeValue => whole;

    /// <summary>A floating-point number.</summary>
    public double FloatingValue => floating;

    /// <summary>An exact number without its scale.</summary>
    public BigInteger ExactValue => (BigInteger)reference!;

    /// <summary>How many digits of an exact number stand behind the point.</summary>
    public int ExactScale => (int)whole;

    /// <summary>Text.</summary>
    public string TextValue => (string)reference!;

    /// <summary>Bytes.</summary>
    public ReadOnlyMemory<byte> BytesValue => (byte[])reference!;

    /// <summary>A truth value.</summary>
    public static Scalar Of(bool value) => new(ScalarKind.Boolean, value ? 1 : 0);

    /// <summary>A whole number.</summary>
    public static Scalar Of(long value) => new(ScalarKind.Whole, value);

    /// <summary>A floating-point number.</summary>
    public static Scalar Of(double value) => new(ScalarKind.Floating, floating: value);

    /// <summary>An exact number.</summary>
    public static Scalar Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var unscaled = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return OfDecimal(decimal.IsNegative(value) ? -unscaled : unscaled, value.Scale);
    }

    /// <summary>Text.</summary>
    public static Scalar Of(string value) => new(ScalarKind.Text, reference: value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>Bytes, which are kept, not copied.</summary>
    public static Scalar Of(byte[] value) => new(ScalarKind.Bytes, reference: value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>A date.</summary>
    public static Scalar Of(DateOnly value) => OfDate(value.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    /// <summary>An instant.</summary>
    public static Scalar Of(DateTimeOffset value) =>
        OfTimestamp((value.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>The decimal number <paramref name="unscaled"/> · 10^-<paramref name="scale"/>; the scale is not negative.</summary>
    public static Scalar OfDecimal(BigInteger unscaled, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        return new(ScalarKind.Exact, scale, reference: unscaled);
    }

    /// <summary>A date as days since 1970-01-01.</summary>
    public static Scalar OfDate(int days) => new(ScalarKind.Date, days);

    /// <summary>A time as microseconds since 1970-01-01 00:00:00.</summary>
    public static Scalar OfTimestamp(long microseconds) => new(ScalarKind.Timestamp, microseconds);

    /// <summary>True where values of both kinds have an order between them.</summary>
    public static bool Comparable(ScalarKind left, ScalarKind right) => left == right || (IsNumber(left) && IsNumber(right));

    /// <summary>The sign of left minus right, in the order that <see cref="Predicate"/> states: NaN is equal to NaN and greater
    /// than all else.</summary>
    /// <remarks>A whole or exact number meets a floating-point one as a double. That rounds, but never reverses an order, so
    /// bounds remain bounds.</remarks>
    /// <exception cref="LakeException">Invalid: the kinds do not compare.</exception>
    public static int Compare(Scalar left, Scalar right)
    {
        if (!Comparable(left.Kind, right.Kind))
        {
            throw LakeException.Invalid($"A value of kind {left.Kind} does not compare with one of kind {right.Kind}.");
        }

        if (left.Kind == ScalarKind.Floating || right.Kind == ScalarKind.Floating)
        {
            var (a, b) = (left.AsDouble(), right.AsDouble());
            return a < b ? -1 : a > b ? 1 : a == b ? 0 : double.IsNaN(a).CompareTo(double.IsNaN(b));
        }

        return left.Kind == ScalarKind.Exact || right.Kind == ScalarKind.Exact
            ? CompareExact(left, right)
            : left.Kind switch
            {
                ScalarKind.Text => Utf8Order.Compare((string)left.reference!, (string)right.reference!),
                ScalarKind.Bytes => ((byte[])left.reference!).AsSpan().SequenceCompareTo((byte[])right.reference!),
                _ => left.whole.CompareTo(right.whole),
            };
    }

    /// <summary>True where kind and value are equal.</summary>
    public bool Equals(Scalar other) => Kind == other.Kind && Compare(this, other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Kind is ScalarKind.Bytes or ScalarKind.Exact ? 0 : whole, floating + 0.0);

    /// <summary>True where kind and value are equal.</summary>
    public static bool operator ==(Scalar left, Scalar right) => left.Equals(right);

    /// <summary>True where kind or value differ.</summary>
    public static bool operator !=(Scalar left, Scalar right) => !left.Equals(right);

    /// <inheritdoc cref="Of(bool)"/>
    public static implicit operator Scalar(bool value) => Of(value);

    /// <inheritdoc cref="Of(long)"/>
    public static implicit operator Scalar(long value) => Of(value);

    /// <inheritdoc cref="Of(double)"/>
    public static implicit operator Scalar(double value) => Of(value);

    /// <inheritdoc cref="Of(decimal)"/>
    public static implicit operator Scalar(decimal value) => Of(value);

    /// <inheritdoc cref="Of(DateOnly)"/>
    public static implicit operator Scalar(DateOnly value) => Of(value);

    /// <inheritdoc cref="Of(DateTimeOffset)"/>
    public static implicit operator Scalar(DateTimeOffset value) => Of(value);

    /// <summary>The value as text, for messages.</summary>
    public override string ToString() => Kind switch
    {
        ScalarKind.Boolean => whole == 1 ? "true" : "false",
        ScalarKind.Floating => floating.ToString("R", CultureInfo.InvariantCulture),
        ScalarKind.Exact => $"{reference}e-{whole}",
        ScalarKind.Text => $"'{reference}'",
        ScalarKind.Bytes => "x'" + Convert.ToHexStringLower((byte[])reference!) + "'",
        _ => whole.ToString(CultureInfo.InvariantCulture),
    };

    // Parsing the decimal text rounds correctly; dividing two doubles would not be monotone.
    internal double AsDouble() => Kind switch
    {
        ScalarKind.Floating => floating,
        ScalarKind.Exact => double.Parse($"{reference}e-{whole}", CultureInfo.InvariantCulture),
        _ => whole,
    };

    internal (BigInteger Unscaled, int Scale) AsDecimal() =>
        Kind == ScalarKind.Exact ? ((BigInteger)reference!, (int)whole) : (whole, 0);

    private static bool IsNumber(ScalarKind kind) => kind is ScalarKind.Whole or ScalarKind.Floating or ScalarKind.Exact;

    private static int CompareExact(Scalar left, Scalar right)
    {
        var (a, aScale) = left.AsDecimal();
        var (b, bScale) = right.AsDecimal();
        var scale = Math.Max(aScale, bScale);
        return (a * BigInteger.Pow(10, scale - aScale)).CompareTo(b * BigInteger.Pow(10, scale - bScale));
    }
}
