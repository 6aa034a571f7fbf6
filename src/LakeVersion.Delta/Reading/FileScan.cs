using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Schemas;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Reads one data file as rows of the table.</summary>
/// <param name="folder">The table's folder.</param>
/// <param name="parquet">The engine.</param>
/// <param name="plan">Which columns and rows are wanted.</param>
internal sealed class FileScan(IObjectStore folder, IParquetEngine parquet, ScanPlan plan)
{
    /// <summary>The rows that pass, in file order; batches are never empty.</summary>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(AddFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (file.DeletionVector is not null)
        {
            throw LakeException.Unsupported($"The data file '{file.Path}' has a deletion vector (feature deletionVectors), which this version does not read.");
        }

        var source = await OpenAsync(file, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var stored = plan.Needed.Select(column => StoredName(source.Schema, column, file)).ToList();
            var names = stored.Where(name => name is not null).Select(name => name!).ToList();
            await foreach (var batch in source.ReadAsync(names, null, cancellationToken).ConfigureAwait(false))
            {
                if (Assemble(batch, stored, file) is { Length: > 0 } rows)
                {
                    yield return rows;
                }
            }
        }
    }

    private async ValueTask<IParquetFile> OpenAsync(AddFile file, CancellationToken cancellationToken)
    {
        var key = FilePath.Key(file.Path);
        try
        {
            return await parquet.OpenAsync(folder, key, file.Size, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.NotFound)
        {
            throw LakeException.Corrupt($"The data file {key} of {folder.Name} is gone, though the log has it. A vacuum may have removed it.", e);
        }
    }

    // Null for a partition column, and for a column that is younger than the file.
    private string? StoredName(Schema schema, DeltaField column, AddFile file)
    {
        if (plan.IsPartition(column))
        {
            return null;
        }

        var found = schema.FieldsList.FirstOrDefault(field => field.Name == column.Name)
            ?? schema.FieldsList.FirstOrDefault(field => string.Equals(field.Name, column.Name, StringComparison.OrdinalIgnoreCase));
        return found is not null || column.Nullable
            ? found?.Name
            : throw LakeException.Corrupt($"The data file '{file.Path}' lacks column '{column.Name}', which may not be null.");
    }

    private RecordBatch? Assemble(RecordBatch batch, List<string?> stored, AddFile file)
    {
        var columns = new IArrowArray[plan.Needed.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = plan.Needed[i];
            columns[i] = stored[i] is { } name ? ColumnAdapter.Adapt(batch.Column(batch.Schema.GetFieldIndex(name)), plan.Types[i], column.Name)
                : plan.IsPartition(column) ? PartitionColumn.Of(file.PartitionValues.GetValueOrDefault(column.Name), column, batch.Length)
                : NullColumn.Of(plan.Types[i], batch.Length);
        }

        var all = new RecordBatch(plan.NeededSchema, columns, batch.Length);
        if (plan.Predicate is null)
        {
            return all;
        }

        var rows = RowFilter.Select(all, plan.Predicate);
        var wanted = new RecordBatch(plan.WantedSchema, columns.Take(plan.WantedCount), batch.Length);
        return rows.Length == batch.Length ? wanted : rows.Length == 0 ? null : BatchRows.Take(wanted, rows);
    }
}
