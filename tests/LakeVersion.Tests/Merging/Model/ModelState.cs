using System.Collections.Immutable;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>What a lake holds, as maps: path to content, table to key to row. Immutable.</summary>
internal sealed record ModelState(ImmutableSortedDictionary<string, string> Files, ImmutableSortedDictionary<string, ImmutableSortedDictionary<int, ModelRow>> Tables)
{
    /// <summary>Nothing but tables without rows.</summary>
    public static ModelState Empty(IEnumerable<string> tables) => new(
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal),
        tables.ToImmutableSortedDictionary(table => table, _ => ImmutableSortedDictionary<int, ModelRow>.Empty, StringComparer.Ordinal));

    public ModelState With(string table, ImmutableSortedDictionary<int, ModelRow> rows) => this with { Tables = Tables.SetItem(table, rows) };

    /// <summary>All of it as lines, by which states are compared.</summary>
    public string Text => string.Join('\n',
        [.. Files.Select(file => $"{file.Key} = {file.Value}"), .. Tables.SelectMany(table => table.Value.Values.Select(row => $"{table.Key} {row.Text()}"))]);
}
