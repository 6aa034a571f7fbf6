using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Erasing;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks that nothing is left, and nothing came back, at all places that were ever erased, whether or not a tree still names them.</summary>
internal static class ErasuresCheck
{
    // A pack is in memory while it is looked at: 64 MiB at most.
    private const int PlacesAtOnce = 4;

    public static Task RunAsync(CheckRun run, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = PlacesAtOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(run.Erased.Wholes, options, async (whole, token) =>
        {
            run.Looked();
            if (await IsThereAsync(run, whole, token).ConfigureAwait(false))
            {
                Tell(run, whole);
            }
        });
    }

    private static async ValueTask<bool> IsThereAsync(CheckRun run, StoredPart whole, CancellationToken cancellationToken)
    {
        var key = whole.ToPlace().ToKey();
        return whole.IsObject
            ? await run.Store.StatAsync(key, cancellationToken).ConfigureAwait(false) is not null
            : await run.Store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } pack && PlaceEraser.Zeroed(pack.Span, run.Erased.PartsOf(whole)) is not null;
    }

    private static void Tell(CheckRun run, StoredPart whole)
    {
        var erasure = run.Erased.At(run.Erased.PartsOf(whole)[0])!;
        run.Sink.Add(new CheckFinding
        {
            Thing = CheckedThing.Content,
            Key = whole.ToPlace().ToKey().Value,
            Fault = $"It holds content that {erasure.Author} erased on {erasure.Time:yyyy-MM-dd} (erasure {erasure.N}): expected {(whole.IsObject ? "no object" : "zeros in its place")}.",
            Advice = Advice.Alive,
        });
    }
}
