namespace LakeVersion.Rows.Expressions;

/// <summary>Two or more terms that must all be true. Made by <see cref="Predicate.All"/>; no term is one itself.</summary>
public sealed record AllOf : Predicate
{
    internal AllOf(IReadOnlyList<Predicate> terms)
        : base(1 + terms.Max(term => term.Depth)) => Terms = terms;

    /// <summary>The terms.</summary>
    public IReadOnlyList<Predicate> Terms { get; }

    /// <summary>True where the terms, in their order, are equal.</summary>
    public bool Equals(AllOf? other) => other is not null && Terms.SequenceEqual(other.Terms);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Terms.Count, Terms[0]);

    private protected override IEnumerable<ColumnPath> Leaves() => LeavesOf(Terms);
}
