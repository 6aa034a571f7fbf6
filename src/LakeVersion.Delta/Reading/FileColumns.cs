using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>How the columns of a scan come out of one file: decided once a file, before its first batch.</summary>
internal sealed class FileColumns
{
    private readonly List<string> stored = [];
    private readonly Func<RecordBatch, IArrowArray>[] columns;

    /// <param name="plan">The columns.</param>
    /// <param name="file">What the log says of the file.</param>
    /// <param name="schema">What the file holds.</param>
    /// <exception cref="LakeException">Corrupt: a value in the log, or a column of the file, is not as the schema says. Unsupported: a type does not fit.</exception>
    public FileColumns(ScanPlan plan, ScanFile file, Schema schema)
    {
        if (plan.FindsById && !StoredField.HaveIds(schema.FieldsList))
        {
            throw LakeException.Corrupt($"The table finds its columns by id, and the file '{file.Path}' has no field ids.");
        }

        columns = [.. plan.Needed.Select(column => Source(plan, file, schema, column))];
    }

    /// <summary>The columns to read from the file, in this order.</summary>
    public IReadOnlyList<string> Stored => stored;

    /// <summary>The scan's columns, from a batch of <see cref="Stored"/>.</summary>
    public IEnumerable<IArrowArray> Of(RecordBatch batch) => columns.Select(column => column(batch));

    private Func<RecordBatch, IArrowArray> Source(ScanPlan plan, ScanFile file, Schema schema, DeltaField column)
    {
        var type = ArrowSchemas.ToArrow(column.Type);
        if (file.Constants.TryGetValue(column.Name, out var element))
        {
            return Repeated(element, type);
        }

        if (plan.IsPartition(column))
        {
            var values = file.PartitionValues ?? throw LakeException.Corrupt(
                $"The log does not have the partition values of the file '{file.Path}', so column '{column.Name}' is unknown.");
            return Repeated(PartitionColumn.Of(values.GetValueOrDefault(column.PhysicalName), column), type);
        }

        if (type is NullType || StoredField.Find(schema.FieldsList, column) is not { } index)
        {
            return column.Nullable || type is NullType
                ? Repeated(null, type)
                : throw LakeException.Corrupt($"The data file '{file.Path}' lacks column '{column.Name}', which may not be null.");
        }

        var field = schema.GetFieldByIndex(index);
        var convert = ColumnAdapter.Of(field.DataType, column.Type, column.Name);
        var place = stored.Count;
        stored.Add(field.Name);
        return convert is null ? batch => batch.Column(place) : batch => ArrowArrayFactory.BuildArray(convert(batch.Column(place).Data));
    }

    // Made for the longest batch so far; shorter ones are slices of it.
    private static Func<RecordBatch, IArrowArray> Repeated(IArrowArray? element, IArrowType type)
    {
        IArrowArray? longest = null;
        return batch =>
        {
            if (longest is null || longest.Length < batch.Length)
            {
                longest = element is null ? NullColumn.Of(type, batch.Length) : ConstantColumn.Of(element, batch.Length);
            }

            return longest.Length == batch.Length ? longest : ArrowArrayFactory.Slice(longest, 0, batch.Length);
        };
    }
}
