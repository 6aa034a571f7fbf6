using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks a pack as a whole: header, end and directory; and, where asked, that every block is what the directory says.</summary>
internal static class PackCheck
{
    public static async ValueTask<IReadOnlyList<TreeStep>> RunAsync(CheckRun run, PackStep step, CancellationToken cancellationToken)
    {
        run.Figures.Add(Figure.Packs);
        run.Looked();
        return await LookAsync(run, step, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<IReadOnlyList<TreeStep>> LookAsync(CheckRun run, PackStep step, CancellationToken cancellationToken)
    {
        var known = run.Erased.Newest;
        try
        {
            var items = await PackDirectory.ReadAsync(run.Ranges, step.Whole, cancellationToken).ConfigureAwait(false);
            foreach (var item in run.ReadsData(step.Whole.ToKey()) ? items : [])
            {
                var place = item.PlaceIn(step.Whole);
                if (await IsErasedAsync(run, item, place, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                var payload = await BlockReader.ReadAsync(run.Ranges, place, item.Type, cancellationToken).ConfigureAwait(false);
                BlockCheck.Run(item, payload.Span, place);
            }
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            if ((await run.LearnErasuresAsync(cancellationToken).ConfigureAwait(false)).Newest > known)
            {
                return await LookAsync(run, step, cancellationToken).ConfigureAwait(false); // Content of it was erased since the check began.
            }

            await Harm.TellAsync(run, CheckedThing.Pack, step.Owner, step.Whole, step.Path, e.Message, Advice.Repair, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }

    // Where an erasure names the place, erasures are checked by themselves. A mirror has places that none names: there zeros are what is left.
    private static async ValueTask<bool> IsErasedAsync(CheckRun run, PackItem item, Locator place, CancellationToken cancellationToken) =>
        item.Type == BlockType.Content
        && (run.Erased.At(place) is not null
            || (run.IsErasedHere(item.Digest)
                && !(await BlockReader.ReadRangeAsync(run.Ranges, place, place.Offset, (int)place.Length, cancellationToken).ConfigureAwait(false)).Span.ContainsAnyExcept((byte)0)));
}
