namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv table list</c>.</summary>
internal sealed record TableListShape
{
    public int Version { get; init; } = 1;

    public required string Revision { get; init; }

    /// <summary>In path order.</summary>
    public required IReadOnlyList<ListedTableShape> Tables { get; init; }
}

/// <summary>A table; all but its path with <c>--long</c> alone.</summary>
/// <param name="Path">The table.</param>
/// <param name="TableVersion">The version of its own log.</param>
/// <param name="Rows">Its rows; null where its statistics do not tell.</param>
/// <param name="Files">Its data files.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Changed">When its version was made.</param>
internal sealed record ListedTableShape(string Path, long? TableVersion = null, long? Rows = null, long? Files = null, long? Bytes = null, DateTimeOffset? Changed = null);
