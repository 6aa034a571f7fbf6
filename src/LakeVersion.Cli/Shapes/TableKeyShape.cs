namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv table key</c> without columns.</summary>
internal sealed record TableKeyShape
{
    public int Version { get; init; } = 1;

    public required string Revision { get; init; }

    public required string Table { get; init; }

    /// <summary>The columns of the key, in order; empty where none is declared.</summary>
    public required IReadOnlyList<string> Columns { get; init; }
}
