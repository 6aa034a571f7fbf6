using Apache.Arrow;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Rules;
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
        NullCheck.Run(rows, offset, schema);
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
}
