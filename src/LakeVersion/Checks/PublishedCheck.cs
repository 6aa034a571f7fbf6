using LakeVersion.Storage;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Checks;

/// <summary>A check where a protection rule asks for it: on exactly the state that is to be published, in each try.</summary>
/// <param name="check">The check.</param>
/// <param name="store">The lake's store.</param>
/// <param name="options">How the lake was opened.</param>
internal sealed class PublishedCheck(ICheck check, IObjectStore store, LakeOptions options) : IPublishCheck
{
    public string Name => check.Name;

    public async ValueTask CheckAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Not disposed of: the store is its opener's.
        var lake = Lake.Over(store, request.Lake, options);
        var state = lake.At(new ResolvedRevision(request.After, null, null));
        var before = request.Before is { } earlier ? lake.At(new ResolvedRevision(earlier, null, null)) : null;
        var result = await check.RunAsync(new CheckView(state, before, options.Time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        if (!result.Passed)
        {
            throw LakeException.Refused(
                $"The check '{Name}', which the rule '{request.Rule}' of {request.Branch} asks for, failed: {string.Join(" ", result.Failures)} Nothing was published.");
        }
    }
}
