using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Records;

/// <summary>Reads rows of batches as instances of a record type, by code compiled once a batch's schema.</summary>
/// <remarks>
/// Properties find columns by name, exactly or else without regard to case; columns without a property are passed over.
/// Integers and floats may be read into wider properties. A null in a property that is not nullable is an error.
/// </remarks>
[RequiresDynamicCode("Compiles code for the record type.")]
public static class RowReader
{
    private const DynamicallyAccessedMemberTypes Needed =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>The rows of one batch, in order; read while the batch is alive.</summary>
    /// <exception cref="LakeException">Invalid: a property without column, of another type, or a null where there may be none.
    /// The message names the property, the type expected and the type found.</exception>
    public static IEnumerable<T> Read<[DynamicallyAccessedMembers(Needed)] T>(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Rows(Compile<T>(batch.Schema)(batch), batch.Length);
    }

    /// <summary>Compiles a reader, for many batches of one schema: it takes a batch and gives a function from row to record.</summary>
    public static Func<RecordBatch, Func<int, T>> Compile<[DynamicallyAccessedMembers(Needed)] T>(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var shape = RecordShape.Of(typeof(T));
        var (batch, row) = (Expression.Parameter(typeof(RecordBatch)), Expression.Parameter(typeof(int)));
        List<ParameterExpression> arrays = [];
        List<Expression> steps = [];
        var values = shape.Properties.Select(property =>
        {
            var at = Find(schema, property);
            var read = Reader(schema.GetFieldByIndex(at).DataType);
            var array = Expression.Variable(read.GetParameters()[0].ParameterType, property.Name);
            arrays.Add(array);
            var column = Expression.Call(batch, nameof(RecordBatch.Column), null, Expression.Constant(at));
            steps.Add(Expression.Assign(array, Expression.Convert(column, array.Type)));
            return Value(property, array, row, read);
        }).ToArray();
        var parameters = shape.Constructor.GetParameters().Length;
        var instance = Expression.MemberInit(
            Expression.New(shape.Constructor, values[..parameters]),
            shape.Properties.Skip(parameters).Select((property, i) => Expression.Bind(property, values[parameters + i])));
        steps.Add(Expression.Lambda<Func<int, T>>(instance, row));
        return Expression.Lambda<Func<RecordBatch, Func<int, T>>>(Expression.Block(arrays, steps), batch).Compile();
    }

    private static IEnumerable<T> Rows<T>(Func<int, T> read, int count)
    {
        for (var row = 0; row < count; row++)
        {
            yield return read(row);
        }
    }

    private static ConditionalExpression Value(PropertyInfo property, ParameterExpression array, ParameterExpression row, MethodInfo read)
    {
        var type = property.PropertyType;
        Expression value = Expression.Call(read, array, row);
        value = value.Type == type ? value : Expression.Convert(value, type);
        Expression absent = RecordTypes.FieldOf(property).IsNullable
            ? Expression.Default(type)
            : Expression.Throw(Expression.Call(typeof(RowReader), nameof(Absent), null, Expression.Constant(Name(property)), row), type);
        return Expression.Condition(Expression.Call(array, nameof(Apache.Arrow.Array.IsNull), null, row), absent, value);
    }

    private static LakeException Absent(string property, int row) =>
        LakeException.Invalid($"{property}, row {row}: expected a value, found null; make the property nullable.");

    private static int Find(Schema schema, PropertyInfo property)
    {
        var names = schema.FieldsList.Select(field => field.Name).ToList();
        var exact = names.IndexOf(property.Name);
        var at = exact >= 0 ? exact : names.FindIndex(name => string.Equals(name, property.Name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
        {
            throw LakeException.Invalid($"{Name(property)} has no column: expected one of {string.Join(", ", names.Select(name => $"'{name}'"))}.");
        }

        var found = schema.GetFieldByIndex(at).DataType;
        var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return RecordTypes.Fits(value, found)
            ? at
            : throw LakeException.Invalid(
                $"{Name(property)}: expected a column of the type {TypeText.Of(RecordTypes.FieldOf(property).DataType)}, found {TypeText.Of(found)}.");
    }

    private static string Name(PropertyInfo property) => $"{property.DeclaringType?.Name}.{property.Name}";

    private static MethodInfo Reader(IArrowType type) => (type switch
    {
        BooleanType => (Delegate)RecordCells.Boolean,
        Int8Type => RecordCells.Int8,
        Int16Type => RecordCells.Int16,
        Int32Type => RecordCells.Int32,
        Int64Type => RecordCells.Int64,
        FloatType => RecordCells.Float,
        DoubleType => RecordCells.Double,
        StringType => RecordCells.String,
        BinaryType => RecordCells.Binary,
        Date32Type => RecordCells.Date,
        Decimal128Type => RecordCells.Decimal,
        TimestampType time => string.IsNullOrEmpty(time.Timezone) ? RecordCells.Local : RecordCells.Instant,
        _ => throw LakeException.Unsupported($"Cells of the type {TypeText.Of(type)} cannot be read into a property."),
    }).Method;
}
