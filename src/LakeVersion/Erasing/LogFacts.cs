using LakeVersion.Delta;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Erasing;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Erasing;

/// <summary>What all logs that a table ever had say together: its columns at any time, and the partitions of its files.</summary>
internal sealed class LogFacts
{
    private readonly Dictionary<string, MetadataAction> definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string?>> partitions = new(StringComparer.Ordinal);
    private readonly HashSet<string> named = new(StringComparer.Ordinal);
    private readonly HashSet<string> gone = new(StringComparer.Ordinal);
    private readonly List<HistoryFile> odd = [];
    private ProtocolAction? protocol;

    /// <summary>Contents of the log that cannot be read any more, since they were erased or let go of.</summary>
    public IReadOnlySet<string> Gone => gone;

    /// <summary>Files in the log's folder that are no part of a log.</summary>
    public IReadOnlyList<HistoryFile> Odd => odd;

    public static async ValueTask<LogFacts> ReadAsync(DeltaContext context, IEnumerable<HistoryFile> logs, CancellationToken cancellationToken)
    {
        var facts = new LogFacts();
        foreach (var file in logs)
        {
            try
            {
                await facts.TakeAsync(context, file, cancellationToken).ConfigureAwait(false);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
            {
                facts.gone.Add(file.Id);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt && !IsOfLog(file.Name))
            {
                facts.odd.Add(file);
            }
        }

        return facts;
    }

    /// <summary>A search for each different way in which the table's versions read the columns of a test.</summary>
    /// <exception cref="LakeException">Invalid: the test fits no version. NotFound: no version has columns.</exception>
    public IReadOnlyList<RowSearch> Searches(DeltaContext context, string where)
    {
        var searches = new Dictionary<string, RowSearch>(StringComparer.Ordinal);
        LakeException? fault = null;
        foreach (var metadata in definitions.Values)
        {
            try
            {
                var search = RowSearch.Of(context, protocol ?? new ProtocolAction { MinReaderVersion = 1, MinWriterVersion = 2 }, metadata, where);
                searches.TryAdd(search.Columns, search);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid)
            {
                fault = e;
            }
        }

        return searches.Count > 0 || fault is null ? [.. searches.Values] : throw fault;
    }

    /// <summary>What logs say of a file's partition; null where none names it.</summary>
    public IReadOnlyDictionary<string, string?>? PartitionOf(string name) => partitions.GetValueOrDefault(name);

    /// <summary>True where a log names the file.</summary>
    public bool Names(string name) => named.Contains(name);

    /// <summary>True where the log's protocol knows files of this name.</summary>
    public static bool IsOfLog(string name) =>
        name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".parquet", StringComparison.Ordinal);

    private async ValueTask TakeAsync(DeltaContext context, HistoryFile file, CancellationToken cancellationToken)
    {
        if (file.Name.EndsWith(".crc", StringComparison.Ordinal))
        {
            return;
        }

        await foreach (var action in LogActions.ReadAsync(file.Folder, context, StoreKey.Parse(file.Name), file.Entry.SizeBytes, cancellationToken).ConfigureAwait(false))
        {
            switch (action)
            {
                case AddFile add:
                    Take(add.Path, add.PartitionValues);
                    break;
                case RemoveFile remove:
                    Take(remove.Path, remove.PartitionValues);
                    break;
                case ChangeDataFile change:
                    Take(change.Path, change.PartitionValues);
                    break;
                case MetadataAction metadata:
                    definitions.TryAdd($"{metadata.SchemaString} {string.Join(',', metadata.PartitionColumns)} {metadata.Configuration.GetValueOrDefault("delta.columnMapping.mode")}", metadata);
                    break;
                case ProtocolAction found when protocol is null || Reach(found) >= Reach(protocol):
                    protocol = found; // Features are only ever added.
                    break;
            }
        }
    }

    private void Take(string path, IReadOnlyDictionary<string, string?>? values)
    {
        var name = FilePath.Decode(path);
        named.Add(name);
        if (values is not null)
        {
            partitions[name] = values;
        }
    }

    private static int Reach(ProtocolAction protocol) =>
        (1000 * (protocol.MinReaderVersion + protocol.MinWriterVersion)) + (protocol.ReaderFeatures?.Count ?? 0) + (protocol.WriterFeatures?.Count ?? 0);
}
