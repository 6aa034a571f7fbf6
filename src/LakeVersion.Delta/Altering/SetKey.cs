using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Declares the columns that tell a table's rows apart (<see cref="TableKey"/>), by which rows are merged and compared, or takes
/// the declaration away.</summary>
/// <remarks>It is kept as the property <see cref="TableKey.Property"/>. Writers are not held to it.</remarks>
/// <param name="columns">The columns; null or none takes the key away.</param>
public sealed class SetKey(IReadOnlyList<string>? columns) : ITableChange
{
    private readonly IReadOnlyList<string> columns = columns ?? [];

    /// <summary>True, the default, reads the key's columns of all rows first, and refuses a key that is null somewhere or not unique. In memory
    /// are some 32 bytes a row.</summary>
    public bool ChecksRows { get; init; } = true;

    /// <inheritdoc/>
    public CommitOptions Commit { get; init; } = new();

    /// <inheritdoc/>
    public string Request => $"key {CommitFacts.Names(columns)}";

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: columns that cannot be a key, or rows that they do not tell apart, of which five are named; or
    /// a key to take away that is not there.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        if (columns.Count == 0)
        {
            var unset = new SetProperties { Unset = [TableKey.Property], Commit = Commit };
            return await unset.PrepareAsync(folder, context, current, cancellationToken).ConfigureAwait(false);
        }

        TableKey.Check(columns, current);
        if (ChecksRows)
        {
            await KeyRows.CheckAsync(current, columns, cancellationToken).ConfigureAwait(false);
        }

        var set = new SetProperties
        {
            Properties = new Dictionary<string, string> { [TableKey.Property] = string.Join(',', columns) }, Commit = Commit,
        };
        return await set.PrepareAsync(folder, context, current, cancellationToken).ConfigureAwait(false);
    }
}
