using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Conformance.Specification;

/// <summary>Checks every file of a log that was written here against the specification: commits, compactions, checkpoints, checksums, the hint.</summary>
/// <remarks>JSON is read by <see cref="JsonDocument"/> and Parquet by DuckDB: nothing here is what wrote the log.</remarks>
internal static class LogCheck
{
    /// <summary>Checks a table's whole log; returns how many actions it saw, by file kind.</summary>
    public static async Task<Dictionary<string, int>> RunAsync(IObjectStore table)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var item in table.ListAsync(new ListRequest { Prefix = "_delta_log/" }))
        {
            var content = (await table.GetAsync(StoreKey.Parse(item.Name)))!.Value;
            var (kind, actions) = File(item.Name, content);
            seen[kind] = seen.GetValueOrDefault(kind) + actions;
        }

        return seen;
    }

    private static (string Kind, int Actions) File(string name, ReadOnlyMemory<byte> content)
    {
        var file = Path.GetFileName(name);
        return file == "_last_checkpoint" ? ("hint", Hint(content))
            : file.EndsWith(".crc", StringComparison.Ordinal) ? ("checksum", Checksum(content))
            : name.Contains("/_sidecars/", StringComparison.Ordinal) ? ("sidecar", Parquet(name, content, ["add", "remove"]))
            : file.EndsWith(".checkpoint.parquet", StringComparison.Ordinal)
                ? ("classic", Parquet(name, content, ["txn", "add", "remove", "metaData", "protocol", "domainMetadata"]))
            : file.Contains(".checkpoint.", StringComparison.Ordinal) ? ("v2", Checkpoint(name, Lines(name, content), ["checkpointMetadata", "protocol", "metaData"]))
            : file.EndsWith(".compacted.json", StringComparison.Ordinal) ? ("compaction", Compaction(name, content))
            : ("commit", Commit(name, content));
    }

    // "A single log entry MUST NOT include more than one action that reconciles with each other."
    private static int Commit(string name, ReadOnlyMemory<byte> content)
    {
        var lines = Lines(name, content);
        Assert.All(lines, line => Assert.DoesNotContain(line.Action, (string[])["sidecar", "checkpointMetadata"]));
        Assert.True(lines.FindIndex(line => line.Action == "commitInfo") <= 0, $"{name}: commitInfo is not the first action");
        Unique(name, lines);
        return lines.Count;
    }

    private static int Compaction(string name, ReadOnlyMemory<byte> content)
    {
        // Commits that change nothing but the time leave nothing.
        var lines = content.IsEmpty ? [] : Lines(name, content);
        Assert.All(lines, line => Assert.DoesNotContain(line.Action, (string[])["commitInfo", "cdc", "sidecar", "checkpointMetadata"]));
        Unique(name, lines);
        return lines.Count;
    }

    private static int Checkpoint(string name, List<(string Action, JsonElement Body)> actions, string[] once)
    {
        Assert.All(once, action => Assert.Single(actions, line => line.Action == action));
        Assert.All(actions, line => Assert.DoesNotContain(line.Action, (string[])["commitInfo", "cdc"]));
        Assert.All(actions.Where(line => line.Action == "domainMetadata"), line => Assert.False(line.Body.GetProperty("removed").GetBoolean()));
        Assert.All(actions.Where(line => line.Action == "remove"), line => Assert.False(ActionSchema.Has(line.Body, "stats") || ActionSchema.Has(line.Body, "tags")));
        Unique(name, actions);
        return actions.Count;
    }

    private static void Unique(string name, List<(string Action, JsonElement Body)> lines)
    {
        var keys = lines.Select(line => line.Action switch
        {
            "add" or "remove" => $"{line.Action} {line.Body.GetProperty("path")} {(line.Action == "add" ? "" : Vector(line.Body))}",
            "txn" => $"txn {line.Body.GetProperty("appId")}",
            "domainMetadata" => $"domain {line.Body.GetProperty("domain")}",
            "cdc" or "sidecar" => $"{line.Action} {line.Body.GetProperty("path")}",
            var single => single,
        }).ToList();
        Assert.True(keys.Distinct(StringComparer.Ordinal).Count() == keys.Count, $"{name}: twice {string.Join(", ", keys.GroupBy(key => key).Where(group => group.Count() > 1).Select(group => group.Key))}");
        var live = lines.Where(line => line.Action == "add").Select(line => $"{line.Body.GetProperty("path")} {Vector(line.Body)}").ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(lines, line => line.Action == "remove" && live.Contains($"{line.Body.GetProperty("path")} {Vector(line.Body)}"));
    }

    private static string Vector(JsonElement body) => ActionSchema.Has(body, "deletionVector") ? body.GetProperty("deletionVector").GetRawText() : "";

    private static List<(string Action, JsonElement Body)> Lines(string name, ReadOnlyMemory<byte> content)
    {
        var text = Encoding.UTF8.GetString(content.Span);
        Assert.True(text.EndsWith('\n') && !text.Contains('\r', StringComparison.Ordinal), $"{name}: lines end with line feeds");
        var lines = new List<(string, JsonElement)>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var action = JsonElement.Parse(line).EnumerateObject().Single();
            ActionSchema.Check(action.Name, action.Value, name);
            lines.Add((action.Name, action.Value));
        }

        return lines;
    }

    private static int Parquet(string name, ReadOnlyMemory<byte> content, string[] columns)
    {
        var path = Path.Combine(Path.GetTempPath(), $"lakeversion-{Path.GetRandomFileName()}.parquet");
        System.IO.File.WriteAllBytes(path, content.ToArray());
        try
        {
            using var duck = new DuckDb();
            Assert.Equal(columns, duck.Rows($"select column_name from (describe select * from read_parquet('{path}'))").Select(row => (string)row[0]!));
            var filled = string.Join(" + ", columns.Select(column => $"({column} is not null)::int"));
            Assert.Equal(0L, duck.Rows($"select count(*) from read_parquet('{path}') where {filled} <> 1")[0][0]);
            var actions = columns.SelectMany(column => duck.Rows($"select to_json({Fields(duck, column, path)})::varchar from read_parquet('{path}') where {column} is not null")
                .Select(row => (column, JsonElement.Parse((string)row[0]!)))).ToList();
            actions.ForEach(action => ActionSchema.Check(action.column, action.Item2, name));
            return Checkpoint(name, actions, columns.Contains("protocol") ? ["protocol", "metaData"] : []);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    // Without those in parsed form, whose decimals DuckDB writes as no JSON; what they say is compared where tables are read from them.
    private static string Fields(DuckDb duck, string column, string path)
    {
        var names = duck.Rows($"select column_name from (describe select unnest({column}) from read_parquet('{path}'))").Select(row => (string)row[0]!);
        return $"{{{string.Join(", ", names.Where(name => !name.EndsWith("_parsed", StringComparison.Ordinal)).Select(name => $"'{name}': {column}.\"{name}\""))}}}";
    }

    private static int Checksum(ReadOnlyMemory<byte> content)
    {
        var root = JsonElement.Parse(content.Span);
        Assert.All((string[])["tableSizeBytes", "numFiles", "numMetadata", "numProtocol"], name => Assert.True(root.GetProperty(name).TryGetInt64(out _)));
        Assert.Equal((1, 1), (root.GetProperty("numMetadata").GetInt32(), root.GetProperty("numProtocol").GetInt32()));
        ActionSchema.Check("metaData", root.GetProperty("metadata"), "checksum");
        ActionSchema.Check("protocol", root.GetProperty("protocol"), "checksum");
        return 1;
    }

    // The fields are few and flat, so their canonical form is written out here.
    private static int Hint(ReadOnlyMemory<byte> content)
    {
        var root = JsonElement.Parse(content.Span);
        var fields = root.EnumerateObject().Where(field => field.Name != "checksum").OrderBy(field => field.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(["numOfAddFiles", "size", "sizeInBytes", "version"], fields.Select(field => field.Name));
        var canonical = string.Join(',', fields.Select(field => $"\"{field.Name}\"={field.Value.GetRawText()}"));
#pragma warning disable CA5351 // What the specification asks for.
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(canonical))), root.GetProperty("checksum").GetString());
#pragma warning restore CA5351
        return 1;
    }
}
