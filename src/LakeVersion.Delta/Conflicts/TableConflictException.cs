using LakeVersion.Storage;

namespace LakeVersion.Delta.Conflicts;

/// <summary>A commit lost against another that it cannot follow. Nothing of it is in the table; reading anew and repeating is safe.</summary>
public sealed class TableConflictException : LakeException
{
    /// <summary>An exception of the kind Conflict with the conflicts found.</summary>
    public TableConflictException(string table, IReadOnlyList<TableConflict> conflicts)
        : base(LakeErrorKind.Conflict, $"The commit to {table} conflicts with another: {string.Join("; ", (conflicts ?? []).Select(conflict => conflict.Message))}.") =>
        Conflicts = conflicts ?? [];

    /// <summary>The conflicts, at least one.</summary>
    public IReadOnlyList<TableConflict> Conflicts { get; }
}
