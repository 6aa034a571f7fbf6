using System.Text;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Statistics;

namespace LakeVersion.Delta.Files;

/// <summary>Up to 65,536 adds, kept by column and packed: about 100 bytes a file with a path of 70, statistics apart.</summary>
/// <remarks>Grows while it is built, by one thread; never changes afterwards.</remarks>
internal sealed class FileBlock
{
    public const int Capacity = 65_536;
    private const int MaxBytes = 1 << 29;

    private readonly PackedText paths = new();
    private readonly PackedText stats = new();
    private readonly PartitionCatalog catalog = new();
    private long[] sizes = [];
    private long[] times = [];
    private int[] partitions = [];
    private bool[] dataChanges = [];
    private int[] hashes = [];
    private FileExtras?[] extras = [];
    private StructArray? parsedStats;
    private List<int>? parsedRows;

    /// <summary>A block that grows as it must.</summary>
    public FileBlock()
    {
    }

    /// <summary>A block for as many files, whose texts have as many bytes.</summary>
    public FileBlock(int count, int pathBytes, int statsBytes)
    {
        paths.Expect(count, pathBytes);
        stats.Expect(count, statsBytes);
        Grow(count);
    }

    public int Count => paths.Count;

    public bool IsFull => Count >= Capacity || paths.Length > MaxBytes || stats.Length > MaxBytes;

    /// <summary>How many different partition values there are.</summary>
    public int PartitionCount => catalog.Count;

    public AddFile this[int row]
    {
        get
        {
            var more = row < extras.Length ? extras[row] : null;
            return new AddFile
            {
                Path = paths.Text(row),
                PartitionValues = catalog[partitions[row]],
                Size = sizes[row],
                ModificationTime = times[row],
                DataChange = dataChanges[row],
                Stats = ParsedStats(row) is var (array, at) ? StatisticsText.Of(array, at) : stats[row].IsEmpty ? null : stats.Text(row),
                DeletionVector = more?.DeletionVector,
                Tags = more?.Tags,
                BaseRowId = more?.BaseRowId,
                DefaultRowCommitVersion = more?.DefaultRowCommitVersion,
                ClusteringProvider = more?.ClusteringProvider,
                OtherFields = more?.OtherFields,
            };
        }
    }

    /// <summary>The path as the log has it, in UTF-8.</summary>
    public ReadOnlySpan<byte> Path(int row) => paths[row];

    public long Size(int row) => sizes[row];

    /// <summary>The number of the file's partition values.</summary>
    public int Partition(int row) => partitions[row];

    public IReadOnlyDictionary<string, string?> PartitionValues(int number) => catalog[number];

    public DeletionVectorDescriptor? DeletionVector(int row) => row < extras.Length ? extras[row]?.DeletionVector : null;

    public long ModificationTime(int row) => times[row];

    public bool DataChange(int row) => dataChanges[row];

    /// <summary>What few files have; null for nothing.</summary>
    public FileExtras? Extras(int row) => row < extras.Length ? extras[row] : null;

    /// <summary>The statistics as JSON, in UTF-8; empty where there are none.</summary>
    public ReadOnlySpan<byte> StatisticsJson(int row) =>
        ParsedStats(row) is var (array, at) ? Encoding.UTF8.GetBytes(StatisticsText.Of(array, at)) : stats[row];

    /// <summary>The file's statistics, as far as there are any.</summary>
    public FileStatistics Statistics(int row) =>
        ParsedStats(row) is var (array, at) ? FileStatistics.Of(array, at) : FileStatistics.Parse(stats[row]);

    /// <summary>The hash of the file's key.</summary>
    public int Hash(int row) => hashes[row];

    /// <summary>What tells the file from other live ones.</summary>
    public ReadOnlySpan<byte> Key(int row) => FileKey.Of(paths[row]);

    /// <summary>Adds the add that stands in a line.</summary>
    public void Add(FileFields fields, ReadOnlySpan<byte> line)
    {
        var (path, values) = (fields.Path!.Value, fields.PartitionValues!.Value);
        paths.Commit(path.CopyTo(line, paths.Reserve(path.Length)));
        stats.Commit(fields.Stats is { } text ? text.CopyTo(line, stats.Reserve(text.Length)) : 0);
        Add(
            line.Slice(values.Start, values.Length), fields.Size!.Value, fields.ModificationTime!.Value, fields.DataChange!.Value,
            FileExtras.Of(fields.DeletionVector, fields.Tags, fields.BaseRowId, fields.DefaultRowCommitVersion, fields.ClusteringProvider, fields.Others));
    }

    /// <summary>Adds an add.</summary>
    public void Add(AddFile file)
    {
        var spelling = new PartitionSpelling();
        spelling.Begin();
        foreach (var (name, value) in file.PartitionValues)
        {
            spelling.Add(Encoding.UTF8.GetBytes(name));
            spelling.Add(Encoding.UTF8.GetBytes(value ?? ""), isNull: value is null);
        }

        Add(
            Encoding.UTF8.GetBytes(file.Path), spelling.Written, file.Size, file.ModificationTime, file.DataChange, Encoding.UTF8.GetBytes(file.Stats ?? ""),
            FileExtras.Of(file.DeletionVector, file.Tags, file.BaseRowId, file.DefaultRowCommitVersion, file.ClusteringProvider, file.OtherFields));
    }

    /// <summary>Adds a file of a checkpoint; <paramref name="partition"/> is spelled as in <see cref="PartitionSpelling"/>.</summary>
    public void Add(
        ReadOnlySpan<byte> path, ReadOnlySpan<byte> partition, long size, long modificationTime, bool dataChange, ReadOnlySpan<byte> json, FileExtras? more)
    {
        paths.Add(path);
        stats.Add(json);
        Add(partition, size, modificationTime, dataChange, more);
    }

    /// <summary>Says where the statistics of the file last added are in parsed form.</summary>
    public void SetParsedStats(StructArray array, int row)
    {
        (parsedStats, parsedRows) = (array, parsedRows ?? []);
        while (parsedRows.Count < Count - 1)
        {
            parsedRows.Add(-1);
        }

        parsedRows.Add(row);
    }

    /// <summary>Ends the growing.</summary>
    public void Freeze()
    {
        paths.Trim();
        stats.Trim();
        Grow(Count);
    }

    private void Add(ReadOnlySpan<byte> partition, long size, long modificationTime, bool dataChange, FileExtras? more)
    {
        var row = Count - 1;
        if (row >= sizes.Length)
        {
            Grow(Math.Max(4, 2 * sizes.Length));
        }

        hashes[row] = FileIndex.Hash(Key(row));
        (sizes[row], times[row], partitions[row], dataChanges[row]) = (size, modificationTime, catalog.Number(partition), dataChange);
        if (more is not null)
        {
            if (row >= extras.Length)
            {
                System.Array.Resize(ref extras, Math.Max(row + 1, sizes.Length));
            }

            extras[row] = more;
        }
    }

    // A row of a checkpoint's column; null where the statistics are JSON, or none.
    private (StructArray Array, int Row)? ParsedStats(int row) => parsedStats is { } array && row < parsedRows!.Count && parsedRows[row] is var at and >= 0 ? (array, at) : null;

    private void Grow(int room)
    {
        System.Array.Resize(ref sizes, room);
        System.Array.Resize(ref times, room);
        System.Array.Resize(ref partitions, room);
        System.Array.Resize(ref dataChanges, room);
        System.Array.Resize(ref hashes, room);
    }
}
