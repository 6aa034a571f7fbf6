namespace LakeVersion.Delta.Conflicts;

/// <summary>Which rule two commits broke. The numbers are those of <see cref="ConflictChecker"/>.</summary>
public enum TableConflictRule
{
    /// <summary>The two sides are different tables: created apart, or dropped and created again.</summary>
    DifferentTable = 0,

    /// <summary>Both changed the protocol, or the other's is one that this version cannot write.</summary>
    ProtocolChanged = 1,

    /// <summary>The other changed schema, partitioning or properties.</summary>
    MetadataChanged = 2,

    /// <summary>Both wrote the same metadata domain.</summary>
    DomainChanged = 3,

    /// <summary>The other advanced an application id that I read.</summary>
    TransactionAdvanced = 4,

    /// <summary>Row ids would have to be given out anew.</summary>
    RowTracking = 5,

    /// <summary>The other added rows that I would have read.</summary>
    ConcurrentAppend = 6,

    /// <summary>The other removed a file that I read.</summary>
    FileRemovedThatWasRead = 7,

    /// <summary>Both removed the same file.</summary>
    FileRemovedByBoth = 8,

    /// <summary>A staged commit cannot be restated on the other's version.</summary>
    NotRestatable = 10,
}

/// <summary>Why a commit cannot follow another: a value, not an exception.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="WinnerVersion">The version of the other's commit; null where no single one is to blame.</param>
/// <param name="Message">What was expected and found, and on what: a file, a column, an application.</param>
public sealed record TableConflict(TableConflictRule Rule, long? WinnerVersion, string Message);
