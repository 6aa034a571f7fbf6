using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Committing;

/// <summary>A change of a table as a value: what is to be done, for whichever version the table stands at.</summary>
/// <remarks><see cref="DeltaTable.ChangeAsync"/> makes it a version of a plain table; in a lake it becomes part of a transaction.</remarks>
public interface ITableChange
{
    /// <summary>What is asked for, in words that say all that counts, rows by their digest. By these a repeated request is known.
    /// It may be asked for only after <see cref="PrepareAsync"/>.</summary>
    string Request { get; }

    /// <summary>What the commit remembers.</summary>
    CommitOptions Commit { get; }

    /// <summary>Does the work: reads what it must, and stores data files. They are part of the table only once the result is committed.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="current">The table as it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What to commit; <see cref="DeltaTransaction.IsUnchanged"/> where nothing is to change.</returns>
    ValueTask<DeltaTransaction> PrepareAsync(IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken);
}
