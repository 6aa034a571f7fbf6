using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Records;

/// <summary>Makes record batches from instances of a record type, one column a property, by accessors compiled once.</summary>
/// <remarks>
/// Without a schema the columns are those of <see cref="SchemaOf"/>. With one, each of its columns is taken from the property
/// of its name (exactly, or else without regard to case); its type is the property's own, save that a decimal may have any
/// precision and scale. <see cref="DateTime"/> is a time on the wall, whatever its kind; times are cut to microseconds.
/// </remarks>
[RequiresDynamicCode("Compiles code for the record type.")]
public static class RowBatcher
{
    /// <summary>Rows in a batch where nothing else is said.</summary>
    public const int DefaultBatchRows = 65_536;

    private const DynamicallyAccessedMemberTypes Needed =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>The schema of a record type: a column a property, nullable where the property is; decimals are (38, 9).</summary>
    /// <exception cref="LakeException">Unsupported: a property whose type no column has.</exception>
    public static Schema SchemaOf<[DynamicallyAccessedMembers(Needed)] T>() =>
        new(RecordShape.Of(typeof(T)).Properties.Select(RecordTypes.FieldOf), null);

    /// <summary>Batches of the rows, in order; nothing is read ahead of the batch that is asked for.</summary>
    public static IEnumerable<RecordBatch> ToBatches<[DynamicallyAccessedMembers(Needed)] T>(
        IEnumerable<T> rows, Schema? schema = null, int batchRows = DefaultBatchRows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        var wanted = schema ?? SchemaOf<T>();
        var columns = Columns<T>(wanted);
        return rows.Chunk(batchRows).Select(chunk => Batch(wanted, columns, chunk));
    }

    /// <inheritdoc cref="ToBatches{T}(IEnumerable{T}, Schema?, int)"/>
    public static IAsyncEnumerable<RecordBatch> ToBatches<[DynamicallyAccessedMembers(Needed)] T>(
        IAsyncEnumerable<T> rows, Schema? schema = null, int batchRows = DefaultBatchRows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        var wanted = schema ?? SchemaOf<T>();
        return BatchesAsync(rows, wanted, Columns<T>(wanted), batchRows, cancellationToken);
    }

    private static async IAsyncEnumerable<RecordBatch> BatchesAsync<T>(
        IAsyncEnumerable<T> rows,
        Schema schema,
        Func<T[], IArrowArray>[] columns,
        int batchRows,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var chunk in rows.Chunk(batchRows).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return Batch(schema, columns, chunk);
        }
    }

    private static RecordBatch Batch<T>(Schema schema, Func<T[], IArrowArray>[] columns, T[] rows)
    {
        var arrays = new IArrowArray[columns.Length];
        for (var i = 0; i < arrays.Length; i++)
        {
            arrays[i] = columns[i](rows);
            if (!schema.GetFieldByIndex(i).IsNullable && arrays[i].NullCount > 0)
            {
                throw LakeException.Invalid(
                    $"{typeof(T).Name}.{schema.GetFieldByIndex(i).Name}: expected a value in every row, found {arrays[i].NullCount} nulls.");
            }
        }

        return new RecordBatch(schema, arrays, rows.Length);
    }

    private static Func<T[], IArrowArray>[] Columns<[DynamicallyAccessedMembers(Needed)] T>(Schema schema)
    {
        var properties = RecordShape.Of(typeof(T)).Properties;
        return [.. schema.FieldsList.Select(field => Column<T>(Find<T>(properties, field), field.DataType))];
    }

    private static PropertyInfo Find<T>(IReadOnlyList<PropertyInfo> properties, Field field)
    {
        var property = properties.FirstOrDefault(property => property.Name == field.Name)
            ?? properties.FirstOrDefault(property => string.Equals(property.Name, field.Name, StringComparison.OrdinalIgnoreCase))
            ?? throw LakeException.Invalid($"{typeof(T).Name} has no property for the column '{field.Name}'.");
        var own = RecordTypes.FieldOf(property).DataType;
        var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return own.TypeId == field.DataType.TypeId && RecordTypes.Fits(value, field.DataType)
            ? property
            : throw LakeException.Invalid(
                $"{typeof(T).Name}.{property.Name}: expected a property for a column of the type "
                + $"{TypeText.Of(field.DataType)}, found {TypeText.Of(own)}.");
    }

    private static Func<T[], IArrowArray> Column<T>(PropertyInfo property, IArrowType type)
    {
        var name = $"{typeof(T).Name}.{property.Name}";
        return type switch
        {
            BooleanType => Of(Getter<T, bool?>(property), RecordValues.Booleans),
            Int8Type => Fixed(Getter<T, sbyte?>(property), value => value, type),
            Int16Type => Fixed(Getter<T, short?>(property), value => value, type),
            Int32Type => Fixed(Getter<T, int?>(property), value => value, type),
            Int64Type => Fixed(Getter<T, long?>(property), value => value, type),
            FloatType => Fixed(Getter<T, float?>(property), value => value, type),
            DoubleType => Fixed(Getter<T, double?>(property), value => value, type),
            StringType => Of(Getter<T, string?>(property), RecordValues.Strings),
            BinaryType => Of(Getter<T, byte[]?>(property), RecordValues.Binaries),
            Date32Type => Fixed(Getter<T, DateOnly?>(property), RecordValues.Days, type),
            Decimal128Type number => Fixed(Getter<T, decimal?>(property), value => RecordValues.Units(value, number, name), type),
            TimestampType { Timezone: null or "" } => Fixed(Getter<T, DateTime?>(property), value => RecordValues.Microseconds(value.Ticks), type),
            _ => Fixed(Getter<T, DateTimeOffset?>(property), value => RecordValues.Microseconds(value.UtcTicks), type),
        };
    }

    private static Func<T[], IArrowArray> Fixed<T, TValue, TCell>(Func<T, TValue?> get, Func<TValue, TCell> convert, IArrowType type)
        where TValue : struct
        where TCell : unmanaged =>
        Of<T, TCell?>(row => get(row) is { } value ? convert(value) : null, values => RecordValues.Fixed(values, type));

    private static Func<T[], IArrowArray> Of<T, TValue>(Func<T, TValue> get, Func<TValue[], IArrowArray> build) =>
        rows => build(System.Array.ConvertAll(rows, row => get(row)));

    private static Func<T, TValue> Getter<T, TValue>(PropertyInfo property)
    {
        var row = Expression.Parameter(typeof(T));
        return Expression.Lambda<Func<T, TValue>>(Expression.Convert(Expression.Property(row, property), typeof(TValue)), row).Compile();
    }
}
