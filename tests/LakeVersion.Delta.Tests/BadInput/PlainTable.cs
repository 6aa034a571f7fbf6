using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.BadInput;

/// <summary>How the log of a <see cref="PlainTable"/> is checkpointed at version 2.</summary>
public enum PlainCheckpoint
{
    None,
    Classic,
    MultiPart,
    V2Json,
    V2Parquet,
}

/// <summary>A table written without our code: commits as JSON by hand, Parquet by DuckDB, a deletion vector byte by byte. Its files can be changed one by one.</summary>
/// <remarks>Versions: 0 adds a.parquet (ids 0 to 9), 1 adds b.parquet (10 to 19), 2 deletes rows 3, 4 and 7 of a.parquet by a vector, 3 adds c.parquet (20 to 29).</remarks>
internal sealed class PlainTable
{
    public const string Vector = "ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin";

    public const string Hint = "_delta_log/_last_checkpoint";

    // PROTOCOL.md, "JSON Example 1": the text of that vector's file.
    private const string VectorText = "ab^-aqEH.-t@S}K{vb[*k^";

    private const string File =
        """{"path":"VARCHAR","partitionValues":"MAP(VARCHAR,VARCHAR)","size":"BIGINT","modificationTime":"BIGINT","dataChange":"BOOLEAN","stats":"VARCHAR","deletionVector":{"storageType":"VARCHAR","pathOrInlineDv":"VARCHAR","offset":"INTEGER","sizeInBytes":"INTEGER","cardinality":"BIGINT"}}""";

    private const string Actions =
        $$$"""{"protocol":{"minReaderVersion":"INTEGER","minWriterVersion":"INTEGER","readerFeatures":["VARCHAR"],"writerFeatures":["VARCHAR"]},"metaData":{"id":"VARCHAR","format":{"provider":"VARCHAR","options":"MAP(VARCHAR,VARCHAR)"},"schemaString":"VARCHAR","partitionColumns":["VARCHAR"],"configuration":"MAP(VARCHAR,VARCHAR)","createdTime":"BIGINT"},"txn":{"appId":"VARCHAR","version":"BIGINT"},"add":{{{File}}},"remove":{"path":"VARCHAR","deletionTimestamp":"BIGINT","dataChange":"BOOLEAN"},"checkpointMetadata":{"version":"BIGINT"},"sidecar":{"path":"VARCHAR","sizeInBytes":"BIGINT","modificationTime":"BIGINT"}}""";

    public const string Protocol =
        """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors","v2Checkpoint"],"writerFeatures":["deletionVectors","v2Checkpoint"]}}""";

    public const string Metadata =
        """{"metaData":{"id":"5fba94ed-9794-4965-ba6e-6ee3c0d22af9","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},{\"name\":\"value\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"configuration":{},"createdTime":1}}""";

    private static readonly Lazy<Dictionary<string, byte[]>> Parts = new(MakeParts);

    private PlainTable(IEnumerable<KeyValuePair<string, byte[]>> files) => Files = new(files.ToDictionary(), StringComparer.Ordinal);

    /// <summary>The table's files by key.</summary>
    public SortedDictionary<string, byte[]> Files { get; }

    public string this[string key]
    {
        get => Encoding.UTF8.GetString(Files[key]);
        set => Files[key] = Encoding.UTF8.GetBytes(value);
    }

    public static string Commit(long version) => $"_delta_log/{version:D20}.json";

    public static string Add(string path, string vector = "null") =>
        $$$"""{"add":{"path":"{{{path}}}","partitionValues":{},"size":{{{Parts.Value[path].Length}}},"modificationTime":1,"dataChange":true,"stats":"{\"numRecords\":10}","deletionVector":{{{vector}}}}}""";

    public static string Descriptor(int offset = 1, int? size = null, int cardinality = 3) =>
        $$"""{"storageType":"u","pathOrInlineDv":"{{VectorText}}","offset":{{offset}},"sizeInBytes":{{size ?? Bitmap().Length}},"cardinality":{{cardinality}}}""";

    public static PlainTable Create(PlainCheckpoint checkpoint = PlainCheckpoint.None)
    {
        var table = new PlainTable(Parts.Value.Where(part => !part.Key.StartsWith("checkpoint/", StringComparison.Ordinal)));
        table[Commit(0)] = Lines(Protocol, Metadata, Add("a.parquet"));
        table[Commit(1)] = Lines("""{"commitInfo":{"operation":"WRITE"}}""", """{"txn":{"appId":"app","version":7}}""", Add("b.parquet"));
        table[Commit(2)] = Lines("""{"remove":{"path":"a.parquet","deletionTimestamp":1,"dataChange":true}}""", Add("a.parquet", Descriptor()));
        table[Commit(3)] = Lines(Add("c.parquet"));
        foreach (var (from, to) in Names(checkpoint))
        {
            table.Files[to] = Parts.Value["checkpoint/" + from];
        }

        if (checkpoint == PlainCheckpoint.V2Json)
        {
            table[$"_delta_log/{2:D20}.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json"] = V2Lines();
        }

        if (checkpoint != PlainCheckpoint.None)
        {
            table[Hint] = """{"version":2,"size":5}""";
        }

        return table;
    }

    /// <summary>Takes away the commits below the checkpoint, as metadata clean-up does.</summary>
    public PlainTable CleanUp()
    {
        Files.Remove(Commit(0));
        Files.Remove(Commit(1));
        return this;
    }

    public PlainTable Copy() => new(Files);

    public async Task<IObjectStore> StoreAsync()
    {
        var store = new MemoryStore();
        foreach (var (key, content) in Files)
        {
            await store.PutAsync(StoreKey.Parse(key), content);
        }

        return store;
    }

    /// <summary>The ids of a version, worked out by hand.</summary>
    public static IEnumerable<long> Ids(long version) => Enumerable.Range(0, 10 * (int)Math.Min(version + 1, version < 2 ? version + 1 : version))
        .Where(id => version < 2 || id is not (3 or 4 or 7)).Select(id => (long)id);

    public static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));

    /// <summary>CRC-32 bit by bit.</summary>
    public static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }

    private static IEnumerable<(string From, string To)> Names(PlainCheckpoint checkpoint) => checkpoint switch
    {
        PlainCheckpoint.Classic => [("all", $"_delta_log/{2:D20}.checkpoint.parquet")],
        PlainCheckpoint.MultiPart => [("head", $"_delta_log/{2:D20}.checkpoint.{1:D10}.{2:D10}.parquet"), ("files", $"_delta_log/{2:D20}.checkpoint.{2:D10}.{2:D10}.parquet")],
        PlainCheckpoint.V2Json => [("sidecar", "_delta_log/_sidecars/side.parquet")],
        PlainCheckpoint.V2Parquet => [("sidecar", "_delta_log/_sidecars/side.parquet"), ("v2", $"_delta_log/{2:D20}.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.parquet")],
        _ => [],
    };

    private static string V2Lines() => Lines(
        """{"checkpointMetadata":{"version":2}}""", Protocol, Metadata, """{"txn":{"appId":"app","version":7}}""",
        $$$"""{"sidecar":{"path":"side.parquet","sizeInBytes":{{{Parts.Value["checkpoint/sidecar"].Length}}},"modificationTime":1}}""");

    private static Dictionary<string, byte[]> MakeParts()
    {
        using var duck = new DuckDb();
        var folder = Directory.CreateTempSubdirectory("lakeversion-hand");
        try
        {
            byte[] Parquet(string query)
            {
                var file = Path.Combine(folder.FullName, "x.parquet");
                duck.Run($"copy ({query}) to {CellSql.Quote(file)} (format parquet)");
                return System.IO.File.ReadAllBytes(file);
            }

            var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var (name, from) in new[] { ("a", 0), ("b", 10), ("c", 20) })
            {
                parts[name + ".parquet"] = Parquet($"select i as id, 'v' || i as value from range({from}, {from + 10}) t(i)");
            }

            parts[Vector] = VectorFile(Bitmap());
            AddCheckpoints(parts, Parquet);
            return parts;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AddCheckpoints(Dictionary<string, byte[]> parts, Func<string, byte[]> parquet)
    {
        string Added(string path, string vector = "null") =>
            $$$"""{"add":{"path":"{{{path}}}","partitionValues":{},"size":{{{parts[path].Length}}},"modificationTime":1,"dataChange":false,"stats":"{\"numRecords\":10}","deletionVector":{{{vector}}}}}""";
        byte[] Checkpoint(string columns, params string[] lines) => parquet(
            $"select {columns} from (select unnest(json_transform(line::json, {CellSql.Quote(Actions)})) from (values {string.Join(',', lines.Select(line => $"({CellSql.Quote(line)})"))}) t(line))");

        string[] head = [Protocol, Metadata, """{"txn":{"appId":"app","version":7}}"""];
        string[] files = [Added("b.parquet"), Added("a.parquet", Descriptor()), """{"remove":{"path":"a.parquet","deletionTimestamp":1,"dataChange":true}}"""];
        const string v1 = "protocol, \"metaData\", txn, add, remove";
        parts["checkpoint/all"] = Checkpoint(v1, [.. head, .. files]);
        parts["checkpoint/head"] = Checkpoint(v1, head);
        parts["checkpoint/files"] = Checkpoint(v1, files);
        parts["checkpoint/sidecar"] = Checkpoint("add, remove", files);
        var sidecar = string.Create(CultureInfo.InvariantCulture, $$$"""{"sidecar":{"path":"side.parquet","sizeInBytes":{{{parts["checkpoint/sidecar"].Length}}},"modificationTime":1}}""");
        parts["checkpoint/v2"] = Checkpoint(v1 + ", sidecar, \"checkpointMetadata\"", ["""{"checkpointMetadata":{"version":2}}""", .. head, sidecar]);
    }

    // PROTOCOL.md, "Deletion Vector Format": magic, one bucket of key 0, in it one array container of key 0 with the values 3, 4, 7.
    private static byte[] Bitmap()
    {
        var bytes = new List<byte>();
        void Little(long value, int size)
        {
            for (var i = 0; i < size; i++)
            {
                bytes.Add((byte)(value >> (8 * i)));
            }
        }

        ushort[] rows = [3, 4, 7];
        Little(1681511377, 4);
        Little(1, 8);
        Little(0, 4);
        Little(12346, 4);
        Little(1, 4);
        Little(0, 2);
        Little(rows.Length - 1, 2);
        Little(16, 4);
        Array.ForEach(rows, row => Little(row, 2));
        return [.. bytes];
    }

    private static byte[] VectorFile(byte[] bitmap)
    {
        var file = new byte[1 + 4 + bitmap.Length + 4];
        file[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(1), bitmap.Length);
        bitmap.CopyTo(file, 5);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(5 + bitmap.Length), Crc(bitmap));
        return file;
    }
}
