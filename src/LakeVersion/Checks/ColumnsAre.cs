using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Checks;

/// <summary>A table has columns of given types.</summary>
/// <param name="Types">The types by the columns' names, in Delta's words: <c>long</c>, <c>string</c>, <c>decimal(10,2)</c>, <c>array&lt;long&gt;</c> …</param>
/// <param name="Exactly">True where no other column may be there.</param>
public sealed record ColumnsAre(IReadOnlyDictionary<string, string> Types, bool Exactly = false) : Expectation
{
    internal override ValueTask<CheckFailure?> TestAsync(CheckedTable table, CancellationToken cancellationToken)
    {
        var found = TableColumn.Of(table.State).ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        var faults = Types
            .Where(wanted => !found.TryGetValue(wanted.Key, out var type) || type != Plain(wanted.Value))
            .Select(wanted => $"{wanted.Key} {Plain(wanted.Value)} ({(found.TryGetValue(wanted.Key, out var type) ? $"it is {type}" : "it is missing")})")
            .ToList();
        var others = Exactly ? found.Keys.Where(name => !Types.ContainsKey(name)).ToList() : [];
        CheckFailure? failure = faults.Count + others.Count == 0 ? null : new CheckFailure(string.Join(' ', (string[])[
            .. faults.Count > 0 ? [$"Expected the columns {string.Join(", ", faults)}."] : (string[])[],
            .. others.Count > 0 ? [$"Expected no other columns; found {string.Join(", ", others)}."] : (string[])[],
        ])) { Column = string.Join(", ", faults.Select(fault => fault.Split(' ')[0]).Concat(others)) };
        return ValueTask.FromResult(failure);
    }

    private static string Plain(string type) => type.Trim() switch
    {
        "int" => "integer",
        "bigint" => "long",
        "smallint" => "short",
        "tinyint" => "byte",
        var text => text.Replace(" ", "", StringComparison.Ordinal),
    };
}
