using LakeVersion.Storage;

namespace LakeVersion.Versioning.Transactions;

/// <summary>A transaction met changes that exclude its own. Nothing was committed.</summary>
public sealed class ConflictException : LakeException
{
    private const int Shown = 3;

    /// <summary>Creates the exception with all conflicts.</summary>
    public ConflictException(string branch, IReadOnlyList<PathConflict> conflicts)
        : base(LakeErrorKind.Conflict, Text(branch, conflicts))
    {
        Conflicts = conflicts;
    }

    /// <summary>All conflicts, in path order.</summary>
    public IReadOnlyList<PathConflict> Conflicts { get; }

    private static string Text(string branch, IReadOnlyList<PathConflict> conflicts)
    {
        var some = string.Join("; ", conflicts.Take(Shown).Select(conflict => $"{conflict.Path}: {conflict.Reason}"));
        var more = conflicts.Count > Shown ? $"; and {conflicts.Count - Shown} more" : "";
        return $"Branch '{branch}' has moved on in ways that exclude this change: {some}{more}. Nothing was committed; look at the new state and try again.";
    }
}
