using Apache.Arrow;

namespace LakeVersion.Parquet.Managed;

/// <summary>A column, or what is below one, seen from Arrow, with the levels by which Parquet tells nulls and list borders.</summary>
/// <remarks>Source: Melnik and others, "Dremel" (VLDB 2010), section 4. A slot is a place for one value of the node: a row,
/// or an element of the innermost list around it.</remarks>
/// <param name="Field">The node as an Arrow field, of the type that the file states.</param>
/// <param name="Kind">Leaf, struct or list; a map is a list of its entries.</param>
/// <param name="Repetition">How many lists are around the node: an entry begins a slot where its repetition level is at most this.</param>
/// <param name="SlotDefinition">The least definition level of an entry that is a slot at all: the innermost list has an element.</param>
/// <param name="Definition">The least definition level at which the node is not null.</param>
/// <param name="FirstLeaf">The index of the first leaf at or below the node.</param>
/// <param name="Children">A struct's fields; a list's one element.</param>
internal sealed record ColumnNode(
    Field Field, ColumnKind Kind, int Repetition, int SlotDefinition, int Definition, int FirstLeaf, IReadOnlyList<ColumnNode> Children)
{
    /// <summary>The leaves at or below the node, in file order.</summary>
    public IEnumerable<ColumnNode> Leaves => Kind == ColumnKind.Leaf ? [this] : Children.SelectMany(child => child.Leaves);
}

/// <summary>Shapes of columns.</summary>
internal enum ColumnKind
{
    Leaf,
    Struct,
    List,
}
