using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Brings rows of a written batch into the table's columns, types and order.</summary>
internal static class RowShape
{
    /// <exception cref="LakeException">Invalid: a null where none may be, or a value that does not fit; the message names the column.</exception>
    public static RecordBatch Fit(RecordBatch batch, int offset, int length, DeltaStruct schema)
    {
        var rows = Adapt(batch, offset, length, schema);
        CheckNulls(rows, offset, schema);
        return rows;
    }

    /// <summary>The same without a look at nulls: columns that the rows lack are null.</summary>
    /// <exception cref="LakeException">Invalid: a value that does not fit; the message names the column.</exception>
    public static RecordBatch Adapt(RecordBatch batch, int offset, int length, DeltaStruct schema)
    {
        var columns = new IArrowArray[schema.Fields.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = schema.Fields[i];
            var index = batch.Schema.GetFieldIndex(column.Name);
            columns[i] = index < 0
                ? NullColumn.Of(ArrowSchemas.ToArrow(column.Type), length)
                : ColumnAdapter.Adapt(ArrowArrayFactory.Slice(batch.Column(index), offset, length), ColumnMapping.ByName(column.Type), column.Name);
        }

        return new RecordBatch(ArrowSchemas.ToArrow(schema), columns, length);
    }

    /// <param name="rows">Rows in the table's columns.</param>
    /// <param name="offset">The number of the first one in its batch, for messages.</param>
    /// <param name="schema">The table's columns.</param>
    /// <exception cref="LakeException">Invalid: a null where none may be.</exception>
    public static void CheckNulls(RecordBatch rows, int offset, DeltaStruct schema)
    {
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            var column = schema.Fields[i];
            CheckNulls(rows.Column(i).Data, offset, column.Nullable, column.Type, column.Name);
        }
    }

    private static void CheckNulls(ArrayData data, int offset, bool nullable, DeltaType type, string path)
    {
        if (!nullable && FirstNull(data) is { } row)
        {
            throw LakeException.Invalid($"Column '{path}' may not be null, and row {offset + row} of a written batch is.");
        }

        if (type is DeltaStruct fields)
        {
            for (var i = 0; i < fields.Fields.Count; i++)
            {
                var field = fields.Fields[i];
                CheckField(data, data.Children[i], offset, field, $"{path}.{field.Name}");
            }
        }
    }

    // A field of a struct that is null itself has no value, and breaks no rule.
    private static void CheckField(ArrayData parent, ArrayData child, int offset, DeltaField field, string path)
    {
        for (var row = 0; !field.Nullable && row < parent.Length; row++)
        {
            if (IsValid(parent, row) && !IsValid(child, parent.Offset + row))
            {
                throw LakeException.Invalid($"Column '{path}' may not be null, and row {offset + row} of a written batch is.");
            }
        }

        if (field.Type is DeltaStruct)
        {
            CheckNulls(child, offset, nullable: true, field.Type, path);
        }
    }

    private static int? FirstNull(ArrayData data)
    {
        for (var row = 0; row < data.Length; row++)
        {
            if (!IsValid(data, row))
            {
                return row;
            }
        }

        return null;
    }

    private static bool IsValid(ArrayData data, int row) => data.DataType is not NullType
        && (data.Buffers[0].IsEmpty || BitUtility.GetBit(data.Buffers[0].Span, data.Offset + row));
}
