using System.Runtime.CompilerServices;
using System.Text.Json;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Erasing;

/// <summary>Reads what any one file of a log says, for those who look for what it tells of rows.</summary>
public static class LogActions
{
    private static readonly IReadOnlyList<string> FileColumns = ["add", "remove"];

    /// <summary>The actions of a commit, a compaction, a checkpoint, a part of one, or a sidecar, in the file's order. Those of checkpoints that
    /// are files have path, partition values, size, tags and statistics alone; statistics that stand there in columns come as <c>{}</c>.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="context">The engine.</param>
    /// <param name="key">The file.</param>
    /// <param name="sizeBytes">Its length.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LakeException">Corrupt: it is damaged. NotFound: it is gone. Expired: it was let go of or erased.</exception>
    public static IAsyncEnumerable<DeltaAction> ReadAsync(
        IObjectStore folder, DeltaContext context, StoreKey key, long sizeBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        return key.Value.EndsWith(".parquet", StringComparison.Ordinal)
            ? ReadParquetAsync(folder, context, key, sizeBytes, cancellationToken)
            : ReadLinesAsync(folder, key, cancellationToken);
    }

    /// <summary>The data files that a checksum lists with all that the log says of them; most list none (PROTOCOL.md, "Version Checksum File").</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="key">The checksum.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Their paths, as URIs; null where the file is no such thing, and may say anything.</returns>
    public static async ValueTask<IReadOnlyList<string>?> ChecksumFilesAsync(IObjectStore folder, StoreKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var content = await LogReader.ReadAsync(folder, key, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.TryGetProperty("allFiles", out var files) && files.ValueKind == JsonValueKind.Array
                ? [.. files.EnumerateArray().Select(file => file.GetProperty("path").GetString()!)]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static async IAsyncEnumerable<DeltaAction> ReadLinesAsync(
        IObjectStore folder, StoreKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var content = await LogReader.ReadAsync(folder, key, cancellationToken).ConfigureAwait(false);
        foreach (var line in new LogLines(content))
        {
            DeltaAction? action;
            try
            {
                action = ActionReader.Read(line.Text.Span);
            }
            catch (JsonException e)
            {
                throw line.Fault(key, e);
            }

            if (action is not null)
            {
                yield return action;
            }
        }
    }

    private static async IAsyncEnumerable<DeltaAction> ReadParquetAsync(
        IObjectStore folder, DeltaContext context, StoreKey key, long sizeBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = await new CheckpointReader(folder, context).OpenAsync(key, sizeBytes, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            foreach (var (columns, groups) in GroupsOfInterest.Runs(file, [.. FileColumns, .. TableRows.Columns]))
            {
                await foreach (var batch in file.ReadAsync(columns, groups, cancellationToken).ConfigureAwait(false))
                {
                    using (batch)
                    {
                        foreach (var action in FileColumns.SelectMany(name => Files(batch, name, key)).Concat(TableRows.Read(batch, key)).ToList())
                        {
                            yield return action;
                        }
                    }
                }
            }
        }
    }

    private static IEnumerable<DeltaAction> Files(RecordBatch batch, string name, StoreKey key)
    {
        var index = batch.Schema.GetFieldIndex(name);
        if (index < 0 || ActionColumns.As<StructArray>(batch.Column(index), name, key) is not { } column || column.NullCount == column.Length)
        {
            yield break;
        }

        var columns = new ActionColumns(column, name, key);
        var parsed = columns.Field<StructArray>("stats_parsed");
        for (var row = 0; row < column.Length; row++)
        {
            if (columns.IsNull(row))
            {
                continue;
            }

            var path = columns.Text("path", row) ?? throw LakeException.Corrupt($"The checkpoint {key} holds a {name} action without the required field 'path'.");
            var stats = columns.Text("stats", row) ?? (parsed is not null && !parsed.IsNull(row) ? "{}" : null);
            var (values, size, tags) = (columns.Map("partitionValues", row), columns.Number("size", row), columns.Map("tags", row));
            yield return name == "add"
                ? new AddFile { Path = path, PartitionValues = values ?? [], Size = size ?? 0, ModificationTime = 0, DataChange = false, Stats = stats, Tags = tags }
                : new RemoveFile { Path = path, PartitionValues = values, Size = size, DataChange = false, Stats = stats, Tags = tags };
        }
    }
}
