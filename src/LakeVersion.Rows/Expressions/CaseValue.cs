namespace LakeVersion.Rows.Expressions;

/// <summary>The value of the first branch whose condition is true.</summary>
public sealed record CaseValue : ValueExpression
{
    /// <param name="branches">Conditions and their values; at least one.</param>
    /// <param name="otherwise">The value where no condition is true; null for null.</param>
    public CaseValue(IReadOnlyList<(ValueExpression When, ValueExpression Then)> branches, ValueExpression? otherwise)
        : base(Parts(branches, otherwise)) => (Branches, Otherwise) = ([.. branches], otherwise);

    /// <summary>Conditions and their values.</summary>
    public IReadOnlyList<(ValueExpression When, ValueExpression Then)> Branches { get; }

    /// <summary>The value where no condition is true; null for null.</summary>
    public ValueExpression? Otherwise { get; }

    /// <inheritdoc/>
    public bool Equals(CaseValue? other) => other is not null && Branches.SequenceEqual(other.Branches) && Otherwise == other.Otherwise;

    /// <inheritdoc/>
    public override int GetHashCode() => Branches.Aggregate(0, (hash, branch) => HashCode.Combine(hash, branch));

    private protected override IEnumerable<ColumnPath> Leaves() => LeavesOf(Parts(Branches, Otherwise));

    private static IEnumerable<ValueExpression> Parts(
        IReadOnlyList<(ValueExpression When, ValueExpression Then)> branches, ValueExpression? otherwise) =>
        branches.SelectMany(branch => new[] { branch.When, branch.Then }).Concat(otherwise is null ? [] : [otherwise]);
}
