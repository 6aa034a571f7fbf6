using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Conflicts;

/// <summary>What a transaction read of its table, as far as it decides on conflicts.</summary>
public sealed record TransactionReads
{
    /// <summary>Nothing was read: a blind append.</summary>
    public static TransactionReads Nothing { get; } = new();

    /// <summary>Everything was read.</summary>
    public static TransactionReads Table { get; } = new() { WholeTable = true };

    /// <summary>True where every row matters.</summary>
    public bool WholeTable { get; init; }

    /// <summary>The rows that matter: those that pass any of these.</summary>
    public IReadOnlyList<Predicate> Predicates { get; init; } = [];

    /// <summary>The files that were opened, by the decoded paths of their adds.</summary>
    public IReadOnlySet<string> Files { get; init; } = new HashSet<string>();

    /// <summary>The application ids whose versions were read.</summary>
    public IReadOnlySet<string> AppIds { get; init; } = new HashSet<string>();

    /// <summary>True where rows of the table were read at all.</summary>
    public bool Any => WholeTable || Predicates.Count > 0 || Files.Count > 0;

    /// <summary>What both read.</summary>
    public TransactionReads With(TransactionReads other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new TransactionReads
        {
            WholeTable = WholeTable || other.WholeTable,
            Predicates = [.. Predicates, .. other.Predicates],
            Files = Files.Union(other.Files, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal),
            AppIds = AppIds.Union(other.AppIds, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal),
        };
    }
}
