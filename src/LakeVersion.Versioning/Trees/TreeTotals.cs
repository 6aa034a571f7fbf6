namespace LakeVersion.Versioning.Trees;

/// <summary>Sums over a tree or a part of it.</summary>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Bytes">The sum of their sizes.</param>
/// <param name="Tables">How many tables there are.</param>
public readonly record struct TreeTotals(long Entries, long Bytes, long Tables)
{
    /// <summary>The sums of both.</summary>
    /// <exception cref="OverflowException">A sum is 2^63 or more.</exception>
    public static TreeTotals operator +(TreeTotals left, TreeTotals right) => left.Add(right);

    /// <summary>The sums of both.</summary>
    /// <exception cref="OverflowException">A sum is 2^63 or more.</exception>
    public TreeTotals Add(TreeTotals other) => checked(new(Entries + other.Entries, Bytes + other.Bytes, Tables + other.Tables));
}
