using System.Globalization;
using System.Text.Json.Nodes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Conformance.Naive;

namespace LakeVersion.Delta.Tests.Readers;

/// <summary>The statistics of every live file against DuckDB's reading of it: rows and nulls are counted right, and bounds bound, with NaN the greatest.</summary>
internal static class StatisticsCheck
{
    public static void Run(NaiveState state, DeltaSnapshot snapshot, string folder)
    {
        using var duck = new DuckDb();
        var files = state.Files.Values.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var file in snapshot.Files.Where(file => file.Stats is not null))
        {
            var source = $"read_parquet({CellSql.Quote(files[file.Path].On(folder))}, hive_partitioning=false)";
            var stats = JsonNode.Parse(file.Stats!)!.AsObject();
            var place = $"version {state.Version}, {file.Path}";
            Assert.Equal(duck.Rows($"select count(*) from {source}")[0][0], (long)stats["numRecords"]!);
            Assert.True(file.DeletionVector is null || (bool?)stats["tightBounds"] == false, $"{place}: bounds of rows that are deleted are not said to be wide");
            var tests = Leaves(state.Columns, state.Mode is "name" or "id", [], stats["nullCount"]).SelectMany(leaf => Tests(leaf, stats)).ToList();
            foreach (var chunk in tests.Chunk(200))
            {
                var found = duck.Rows($"select {string.Join(", ", chunk.Select(test => $"coalesce({test.Sql}, true)"))} from {source}")[0];
                Assert.All(chunk.Zip(found), pair => Assert.True((bool)pair.Second!, $"{place}: {pair.First.What} is not so ({pair.First.Sql})"));
            }
        }
    }

    private static IEnumerable<(string What, string Sql)> Tests((string Type, List<string> Path) leaf, JsonObject stats)
    {
        var of = leaf.Path.Skip(1).Aggregate(CellSql.Name(leaf.Path[0]), (inner, name) => $"struct_extract({inner}, {CellSql.Quote(name)})");
        var name = string.Join('.', leaf.Path);
        if (At(stats["nullCount"], leaf.Path) is { } nulls)
        {
            yield return ($"nullCount of {name} = {nulls}", $"count(*) - count({of}) = {(long)nulls}");
        }

        if (At(stats["minValues"], leaf.Path) is { } least)
        {
            yield return ($"minValues of {name} = {least}", $"{Value(leaf.Type, least)} <= min({Typed(leaf.Type, of)})");
        }

        if (At(stats["maxValues"], leaf.Path) is { } most)
        {
            yield return ($"maxValues of {name} = {most}", $"{Value(leaf.Type, most)} >= max({Typed(leaf.Type, of)})");
        }
    }

    private static JsonNode? At(JsonNode? node, List<string> path) => path.Aggregate(node, (inner, name) => (inner as JsonObject)?[name]);

    // Instants by what they count, as texts of either kind of time may be read in either.
    private static string Value(string type, JsonNode value) => type is "timestamp" or "timestamp_ntz"
        ? $"epoch_us(cast({CellSql.Quote(value.ToString())} as timestamp))"
        : type == "string" ? CellSql.Quote((string)value!) : $"cast({CellSql.Quote(value is JsonValue number ? number.ToString() : "")} as {CellSql.TypeName(type)})";

    private static string Typed(string type, string of) => type is "timestamp" or "timestamp_ntz" ? $"epoch_us({of})" : type == "date" ? $"cast({of} as date)" : of;

    // Primitives that have a count of nulls, so that they are in the file.
    private static IEnumerable<(string Type, List<string> Path)> Leaves(JsonArray fields, bool mapped, List<string> parents, JsonNode? counted)
    {
        foreach (var field in fields)
        {
            List<string> path = [.. parents, CellSql.Physical(field!, mapped)];
            if (field!["type"] is JsonObject nested)
            {
                foreach (var leaf in (string)nested["type"]! == "struct" ? Leaves((JsonArray)nested["fields"]!, mapped, path, counted) : [])
                {
                    yield return leaf;
                }
            }
            else if (At(counted, path) is { } count && long.TryParse(count.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                yield return ((string)field["type"]!, path);
            }
        }
    }
}
