using LakeVersion.Storage;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Mirroring;

/// <summary>Mirrors a lake as its options say.</summary>
internal static class LakeMirror
{
    public static async ValueTask<MirrorResult> RunAsync(Lake lake, IObjectStore target, MirrorOptions options, CancellationToken cancellationToken)
    {
        var scope = new MirrorScope
        {
            Branches = options.Branches,
            Paths = options.Paths,
            Since = options.Since is { } since ? await SinceAsync(lake, since, cancellationToken).ConfigureAwait(false) : null,
        };
        return await LakeMirroring.RunAsync(lake.Store, SingleWriter.Store(target, lake.Options), scope, options.Progress, cancellationToken).ConfigureAwait(false);
    }

    // A name that looks like a time is written tag:2026-11-01.
    private static async ValueTask<DateTimeOffset> SinceAsync(Lake lake, string text, CancellationToken cancellationToken)
    {
        try
        {
            return RevisionTime.Parse(text, text, lake.Options.Time.GetUtcNow());
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid)
        {
            var revision = await lake.Store.Revisions.ResolveAsync(text, cancellationToken).ConfigureAwait(false);
            return revision.Source is { } state
                ? (await lake.Store.Logs.ReadAsync(state.Log, state.N, cancellationToken).ConfigureAwait(false)).Entry.Time
                : lake.Store.Identity.Created;
        }
    }
}
