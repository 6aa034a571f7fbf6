namespace LakeVersion.Rows.Expressions;

/// <summary>True where the term is false, unknown where it is unknown.</summary>
public sealed record Negation : Predicate
{
    /// <summary>The opposite of a term.</summary>
    public Negation(Predicate term)
        : base(1 + (term ?? throw new ArgumentNullException(nameof(term))).Depth) => Term = term;

    /// <summary>What is negated.</summary>
    public Predicate Term { get; }

    private protected override IEnumerable<ColumnPath> Leaves() => LeavesOf([Term]);
}
