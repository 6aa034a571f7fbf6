using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks a pack as a whole: header, end and directory; and, where asked, that every block is what the directory says.</summary>
internal static class PackCheck
{
    public static async ValueTask<IReadOnlyList<TreeStep>> RunAsync(CheckRun run, PackStep step, CancellationToken cancellationToken)
    {
        run.Figures.Add(Figure.Packs);
        run.Looked();
        try
        {
            var items = await PackDirectory.ReadAsync(run.Ranges, step.Whole, cancellationToken).ConfigureAwait(false);
            foreach (var item in run.ReadsData(step.Whole.ToKey()) ? items : [])
            {
                var place = item.PlaceIn(step.Whole);
                var payload = await BlockReader.ReadAsync(run.Ranges, place, item.Type, cancellationToken).ConfigureAwait(false);
                BlockCheck.Run(item, payload.Span, place);
            }
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            await Harm.TellAsync(run, CheckedThing.Pack, step.Owner, step.Whole, step.Path, e.Message, Advice.Repair, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }
}
