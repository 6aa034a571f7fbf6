namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>All that a version of the table must show.</summary>
internal sealed record ModelVersion
{
    public required IReadOnlyList<ModelColumn> Columns { get; init; }

    public required IReadOnlyList<ModelRow> Rows { get; init; }

    /// <summary>What the version did to rows; null where only the difference is told, as files came and went.</summary>
    public IReadOnlyList<ModelChange>? Changes { get; init; } = [];

    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    public DateTimeOffset Time { get; init; }

    public string Mode => Properties["delta.columnMapping.mode"];

    public ModelColumn this[int key] => Columns.Single(column => column.Key == key);

    public bool Is(string flag) => Properties.GetValueOrDefault(flag) == "true";

    public bool Has(string name) => Columns.Any(column => column.Name == name);
}
