using System.Globalization;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Makes the rows, schema and properties of an earlier version those of a new one (<see cref="TableRestorer"/>).</summary>
/// <param name="version">The version to go back to.</param>
/// <param name="options">How; null for the defaults.</param>
public sealed class RestoreVersion(long version, RestoreOptions? options = null) : ITableChange
{
    private readonly RestoreOptions options = options ?? new RestoreOptions();

    /// <inheritdoc/>
    public string Request => string.Create(CultureInfo.InvariantCulture, $"restore {version}");

    /// <inheritdoc/>
    public CommitOptions Commit => options.Commit;

    /// <inheritdoc/>
    /// <exception cref="LakeException">NotFound: no such version. Else as for <see cref="TableRestorer.PrepareAsync"/>.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        var target = await new SnapshotLoader(folder, context).LoadAsync(current, version, cancellationToken).ConfigureAwait(false);
        return await new TableRestorer(folder, context).PrepareAsync(current, target, options, cancellationToken).ConfigureAwait(false);
    }
}
