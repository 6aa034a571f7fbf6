namespace LakeVersion.Parquet.Footers;

/// <summary>A node of a Parquet schema: a group with children, or a leaf with a physical type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Repetition">Whether it is there once, at most once, or any number of times.</param>
/// <param name="Type">How a leaf's values are stored; null for a group.</param>
/// <param name="TypeLength">The length in bytes of a value of <see cref="PhysicalType.FixedBytes"/>; else 0.</param>
/// <param name="Annotation">What the values mean.</param>
/// <param name="FieldId">The column's id; null where it has none.</param>
/// <param name="Children">A group's children; empty for a leaf.</param>
internal sealed record FooterNode(
    string Name,
    Repetition Repetition,
    PhysicalType? Type,
    int TypeLength,
    Annotation Annotation,
    int? FieldId,
    IReadOnlyList<FooterNode> Children)
{
    /// <summary>The leaves at or below a top-level column, in file order.</summary>
    public IEnumerable<FooterLeaf> Leaves => LeavesBelow([], isRepeated: false);

    private IEnumerable<FooterLeaf> LeavesBelow(IReadOnlyList<string> path, bool isRepeated)
    {
        IReadOnlyList<string> names = [.. path, Name];
        var below = isRepeated || Repetition == Repetition.Repeated;
        return Type is { } type
            ? [new FooterLeaf(names, type, TypeLength, below)]
            : Children.SelectMany(child => child.LeavesBelow(names, below));
    }
}

/// <summary>How often a node is there; the numbers are the format's own.</summary>
internal enum Repetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}
