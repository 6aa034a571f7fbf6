using System.Text;
using System.Text.Json.Nodes;

namespace LakeVersion.Delta.Tests.Conformance.Naive;

/// <summary>A table's rows as text, read by DuckDB from the files that a <see cref="NaiveState"/> names.</summary>
internal sealed class NaiveRows(string folder) : IDisposable
{
    private readonly DuckDb duck = new();
    private readonly Dictionary<string, Dictionary<string, int?>> columns = new(StringComparer.Ordinal);

    public void Dispose() => duck.Dispose();

    /// <summary>All rows, sorted.</summary>
    public List<string> Of(NaiveState state) => [.. state.Files.Values.SelectMany(file => Of(state, file, null)).Order(StringComparer.Ordinal)];

    /// <summary>The rows of a file that its vector does not delete, or those asked for by number.</summary>
    public List<string> Of(NaiveState state, NaiveFile file, IReadOnlyCollection<long>? only)
    {
        var path = file.On(folder);
        var found = Columns(path);
        var cells = state.Columns.Select(column => Cell(state, file, column!, found)).ToList();
        var chosen = only is not null
            ? $"where list_contains([{string.Join(',', only)}]::bigint[], file_row_number)"
            : file.DeletionVector is { } vector ? $"where not list_contains([{string.Join(',', NaiveVector.Read(vector, folder))}]::bigint[], file_row_number)" : "";
        return Read($"select {Row(cells)} from {Source(path, numbered: true)} {chosen}");
    }

    /// <summary>The rows of a change data file, each with what happened to it.</summary>
    public List<string> Changed(NaiveState state, NaiveFile file)
    {
        var found = Columns(file.On(folder));
        var cells = state.Columns.Select(column => Cell(state, file, column!, found)).Append("_change_type");
        return Read($"select {Row(cells)} from {Source(file.On(folder), numbered: false)}");
    }

    /// <summary>The rows of other Parquet files with the table's columns by name.</summary>
    public List<string> Of(JsonArray columns, IReadOnlyList<string> files)
    {
        var cells = columns.Select(column => CellSql.Text(column!["type"]!, CellSql.Name((string)column["name"]!), mapped: false));
        var text = Row(cells);
        return [.. files.SelectMany(file => Read($"select {text} from {Source(file, numbered: false)}")).Order(StringComparer.Ordinal)];
    }

    // One call, as a chain of operators would be as deep as the table is wide.
    private static string Row(IEnumerable<string> cells) => $"concat_ws('|', {string.Join(", ", cells)})";

    private static string Source(string file, bool numbered) =>
        $"read_parquet({CellSql.Quote(file)}, hive_partitioning=false{(numbered ? ", file_row_number=true" : "")})";

    private string Cell(NaiveState state, NaiveFile file, JsonNode column, Dictionary<string, int?> found)
    {
        var mapped = state.Mode is "name" or "id";
        var (type, name) = (column["type"]!, CellSql.Physical(column, mapped));
        if (((JsonArray)state.Metadata!["partitionColumns"]!).Any(partition => (string)partition! == (string)column["name"]!))
        {
            return Partition((string)type!, file.PartitionValues.GetValueOrDefault(name));
        }

        if (state.Mode == "id")
        {
            var id = (int)column["metadata"]!["delta.columnMapping.id"]!;
            name = found.FirstOrDefault(pair => pair.Value == id).Key;
        }

        return name is not null && found.ContainsKey(name) ? CellSql.Text(type, CellSql.Name(name), mapped) : "'null'";
    }

    // PROTOCOL.md, "Partition Value Serialization": the empty text is null; a time without a zone is the writer's, here UTC.
    private static string Partition(string type, string? value) => value is null or ""
        ? "'null'"
        : type == "binary"
            ? CellSql.Quote(Convert.ToHexString(Encoding.UTF8.GetBytes(value)))
            : CellSql.Text(JsonValue.Create(type), type == "string" ? CellSql.Quote(value) : $"cast({CellSql.Quote(value)} as {CellSql.TypeName(type)})", mapped: false);

    // The columns of a file by name, with their ids: the children of the root element, in Thrift's depth-first order.
    private Dictionary<string, int?> Columns(string path)
    {
        if (columns.TryGetValue(path, out var known))
        {
            return known;
        }

        var found = new Dictionary<string, int?>(StringComparer.Ordinal);
        var elements = duck.Rows($"select name, field_id, coalesce(num_children, 0) from parquet_schema({CellSql.Quote(path)})");
        for (var at = 1; at < elements.Count; at = End(elements, at))
        {
            found.Add((string)elements[at][0]!, elements[at][1] is { } id ? Convert.ToInt32(id) : null);
        }

        return columns[path] = found;
    }

    private static int End(List<object?[]> elements, int at)
    {
        var children = Convert.ToInt32(elements[at][2]);
        for (at++; children > 0; children--)
        {
            at = End(elements, at);
        }

        return at;
    }

    private List<string> Read(string sql) => [.. duck.Rows(sql).Select(row => (string)row[0]!)];
}
