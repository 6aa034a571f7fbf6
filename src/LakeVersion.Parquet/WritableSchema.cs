using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Parquet;

/// <summary>What the writer takes: refused is what would be read back as something else.</summary>
internal static class WritableSchema
{
    /// <summary>Checks a schema before a file is begun.</summary>
    /// <exception cref="LakeException">Invalid or Unsupported: the message names the column.</exception>
    public static void Check(Schema schema)
    {
        if (schema.FieldsList.Count == 0)
        {
            throw LakeException.Invalid("A Parquet file needs at least one column; the schema has none.");
        }

        foreach (var field in schema.FieldsList)
        {
            Check(field, field.Name);
        }
    }

    /// <summary>Checks that a batch has a writer's columns.</summary>
    /// <exception cref="LakeException">Invalid: the message names the column, the type expected and the type found.</exception>
    public static void CheckBatch(Schema schema, RecordBatch batch)
    {
        if (batch.ColumnCount != schema.FieldsList.Count)
        {
            throw LakeException.Invalid($"A batch has {batch.ColumnCount} columns: expected {schema.FieldsList.Count}.");
        }

        for (var i = 0; i < batch.ColumnCount; i++)
        {
            var (expected, name) = (schema.GetFieldByIndex(i), batch.Schema.GetFieldByIndex(i).Name);
            if (name != expected.Name)
            {
                throw LakeException.Invalid($"Column {i} of a batch is '{name}': expected '{expected.Name}'.");
            }

            var found = batch.Column(i);
            if (!IsSame(expected.DataType, found.Data.DataType))
            {
                throw LakeException.Invalid(
                    $"Column '{name}' of a batch has the type {Name(found.Data.DataType)}: expected {Name(expected.DataType)}.");
            }

            if (!expected.IsNullable && found.NullCount > 0)
            {
                throw LakeException.Invalid($"Column '{name}' is required, but a batch holds {found.NullCount} nulls in it.");
            }
        }
    }

    private static void Check(Field field, string path)
    {
        switch (field.DataType)
        {
            case TimestampType { Unit: not TimeUnit.Microsecond } timestamp:
                throw LakeException.Invalid($"Column '{path}' has timestamps of {timestamp.Unit}: expected microseconds; cast it first.");
            case StructType { Fields.Count: 0 }:
                throw LakeException.Unsupported($"Column '{path}' is a struct without fields, which Parquet cannot store.");
            case DictionaryType:
                throw LakeException.Unsupported($"Column '{path}' is dictionary-encoded: hand in its values instead.");
            case StructType or ListType or MapType:
                foreach (var child in ((NestedType)field.DataType).Fields)
                {
                    Check(child, $"{path}.{child.Name}");
                }

                break;
            case NestedType:
                throw LakeException.Unsupported($"Column '{path}' has the type {field.DataType.Name}: expected a struct, list or map.");
        }
    }

    private static bool IsSame(IArrowType left, IArrowType right) => (left, right) switch
    {
        (TimestampType a, TimestampType b) => a.Unit == b.Unit && string.IsNullOrEmpty(a.Timezone) == string.IsNullOrEmpty(b.Timezone),
        (FixedSizeBinaryType a, FixedSizeBinaryType b) => a.TypeId == b.TypeId && a.ByteWidth == b.ByteWidth && IsSameDecimal(a, b),
        (TimeBasedType a, TimeBasedType b) => a.TypeId == b.TypeId && a.Unit == b.Unit,
        (NestedType a, NestedType b) => a.TypeId == b.TypeId && a.Fields.Count == b.Fields.Count
            && a.Fields.Zip(b.Fields).All(pair =>
                (a is not StructType || pair.First.Name == pair.Second.Name) && IsSame(pair.First.DataType, pair.Second.DataType)),
        _ => left.TypeId == right.TypeId,
    };

    private static bool IsSameDecimal(IArrowType left, IArrowType right) =>
        left is not Decimal128Type a || right is not Decimal128Type b || (a.Precision == b.Precision && a.Scale == b.Scale);

    private static string Name(IArrowType type) => type switch
    {
        TimestampType timestamp => $"timestamp({timestamp.Unit}, {timestamp.Timezone ?? "no zone"})",
        Decimal128Type number => $"decimal({number.Precision},{number.Scale})",
        _ => type.Name,
    };
}
