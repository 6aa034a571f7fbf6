using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>The store that becomes a mirror, and what is read of it.</summary>
/// <param name="Store">The store, uncached and counted.</param>
/// <param name="Commits">The commits in it.</param>
internal sealed record MirrorTarget(IObjectStore Store, CommitStore Commits)
{
    private const int Tries = 5;

    /// <summary>Creates what must be there once and the same; nothing happens where it is.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="cancellationToken">Ends the wait. What was sent may still take effect, which is harmless: the bytes are always the same.</param>
    /// <returns>False where other bytes stand there.</returns>
    /// <exception cref="LakeException">Unavailable: no clear answer came.</exception>
    public async ValueTask<bool> CreateAsync(StoreKey key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        CreateOutcome outcome = default;
        for (var left = Tries; left > 0; left--)
        {
            outcome = await Store.CreateAsync(key, bytes, cancellationToken).ConfigureAwait(false);
            if (outcome.Result == CreateResult.Created)
            {
                return true;
            }

            if (await Store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } there)
            {
                await Store.SettleAsync(key, cancellationToken).ConfigureAwait(false);
                return there.Span.SequenceEqual(bytes.Span);
            }
        }

        throw new LakeException(
            LakeErrorKind.Unavailable, $"{key}: {Store.Name} gave no clear answer. Mirror again: it goes on where it stopped.", outcome.Cause);
    }
}
