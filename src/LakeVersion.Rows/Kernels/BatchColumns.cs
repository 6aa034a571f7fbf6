using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Kernels;

/// <summary>Picks, reorders and casts columns of batches. Results share the buffers of their inputs where nothing changes.</summary>
public static class BatchColumns
{
    /// <summary>The named columns, in the order of the names.</summary>
    /// <exception cref="LakeException">Invalid: a name that the batch does not have.</exception>
    public static RecordBatch Project(RecordBatch batch, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(names);
        var places = names.Select(name => Find(batch, name) is var at and >= 0 ? at : throw Unknown(batch, name)).ToArray();
        return new RecordBatch(
            new Schema(places.Select(batch.Schema.GetFieldByIndex), batch.Schema.Metadata), places.Select(batch.Column), batch.Length);
    }

    /// <summary>The batch in another schema: columns are found by name and cast by <see cref="ArrayCast"/>.</summary>
    /// <remarks>A nullable column that the batch lacks is null.</remarks>
    /// <exception cref="LakeException">Invalid: a column that the schema lacks, a required one that is missing or holds nulls,
    /// or a value that does not fit.</exception>
    public static RecordBatch Conform(RecordBatch batch, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(schema);
        foreach (var field in batch.Schema.FieldsList.Where(field => !schema.FieldsList.Any(wanted => wanted.Name == field.Name)))
        {
            throw LakeException.Invalid(
                $"The schema has no column '{field.Name}': expected "
                + $"{string.Join(", ", schema.FieldsList.Select(wanted => $"'{wanted.Name}'"))}.");
        }

        var columns = new IArrowArray[schema.FieldsList.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var field = schema.GetFieldByIndex(i);
            var at = Find(batch, field.Name);
            columns[i] = at >= 0 ? ArrayCast.To(batch.Column(at), field.DataType, field.Name) : NullColumn.Of(field.DataType, batch.Length);
            if (!field.IsNullable && columns[i].NullCount > 0)
            {
                throw LakeException.Invalid(
                    $"Column '{field.Name}' is required: expected values, found "
                    + $"{(at < 0 ? "no such column" : $"{columns[i].NullCount} nulls")}.");
            }
        }

        return new RecordBatch(schema, columns, batch.Length);
    }

    private static int Find(RecordBatch batch, string name)
    {
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            if (batch.Schema.GetFieldByIndex(i).Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static LakeException Unknown(RecordBatch batch, string name) => LakeException.Invalid(
        $"There is no column '{name}': expected one of {string.Join(", ", batch.Schema.FieldsList.Select(field => $"'{field.Name}'"))}.");
}
