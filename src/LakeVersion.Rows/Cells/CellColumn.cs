using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Cells;

/// <summary>A column of scalars that is being built from text.</summary>
internal abstract class CellColumn
{
    private ArrowBuffer.BitmapBuilder validity = new();
    private int nullCount;

    protected CellColumn(IArrowType type) => Type = type;

    /// <summary>The column's type.</summary>
    public IArrowType Type { get; }

    /// <summary>The rows so far.</summary>
    public int Length { get; private set; }

    /// <summary>A column for a type.</summary>
    /// <exception cref="LakeException">Unsupported: the type is not a scalar that has a text.</exception>
    public static CellColumn For(IArrowType type, string name) => type switch
    {
        StringType => new VariableColumn(type, isText: true),
        BinaryType => new VariableColumn(type, isText: false),
        BooleanType => new BooleanColumn(),
        Int8Type => new FixedColumn<sbyte>(type, ScalarText.TryParse),
        Int16Type => new FixedColumn<short>(type, ScalarText.TryParse),
        Int32Type => new FixedColumn<int>(type, ScalarText.TryParse),
        Int64Type => new FixedColumn<long>(type, ScalarText.TryParse),
        FloatType => new FixedColumn<float>(type, ScalarText.TryParseReal),
        DoubleType => new FixedColumn<double>(type, ScalarText.TryParseReal),
        Date32Type => new FixedColumn<int>(type, IsoText.TryParseDate),
        TimestampType { Unit: TimeUnit.Microsecond } time => new FixedColumn<long>(type, Time(!string.IsNullOrEmpty(time.Timezone))),
        Decimal128Type number => new FixedColumn<Int128>(
            type, (ReadOnlySpan<char> text, out Int128 value) => DecimalText.TryParse(text, number.Precision, number.Scale, out value)),
        _ => throw LakeException.Unsupported($"Column '{name}' has the type {TypeText.Of(type)}, which cannot be read from text."),
    };

    /// <summary>Appends a value; false, and nothing appended, where the text is no value of the type.</summary>
    public bool TryAppend(ReadOnlySpan<char> text)
    {
        if (!TryAppendValue(text))
        {
            return false;
        }

        validity.Append(true);
        Length++;
        return true;
    }

    /// <summary>Appends a null.</summary>
    public void AppendNull()
    {
        AppendEmpty();
        validity.Append(false);
        nullCount++;
        Length++;
    }

    /// <summary>The rows so far as an array; the column begins anew.</summary>
    public IArrowArray Build()
    {
        var bits = nullCount == 0 ? ArrowBuffer.Empty : validity.Build();
        var array = ArrowArrayFactory.BuildArray(new ArrayData(Type, Length, nullCount, 0, [bits, .. BuildValues()]));
        (validity, nullCount, Length) = (new ArrowBuffer.BitmapBuilder(), 0, 0);
        return array;
    }

    /// <summary>Appends a value to the buffers.</summary>
    protected abstract bool TryAppendValue(ReadOnlySpan<char> text);

    /// <summary>Appends what stands under a null.</summary>
    protected abstract void AppendEmpty();

    /// <summary>The buffers behind the validity, which begin anew.</summary>
    protected abstract ArrowBuffer[] BuildValues();

    // A time with a zone is an instant, one without is what a clock on the wall shows: neither is read as the other,
    // save that an instant's column takes a time without zone as UTC.
    private static ScalarParser<long> Time(bool isInstant) => (ReadOnlySpan<char> text, out long value) =>
        IsoText.TryParseTime(text, out value, out var hasZone) && (isInstant || !hasZone);
}
