using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Tells findings in trees together with whom they hurt: the commit that led there, and the live names whose newest state goes through the place.</summary>
internal static class Harm
{
    private const int MostNames = 8;

    public static async ValueTask TellAsync(
        CheckRun run, CheckedThing thing, TreeOwner owner, Locator place, string? path, string fault, string advice, CancellationToken cancellationToken)
    {
        var key = place.Room is Room.Pack or Room.Object ? place.ToKey().Value : place.External?.Uri ?? path ?? "";
        if (run.Options.Revisions is null && owner.State is { } state && await run.IsExpiredNowAsync(state, cancellationToken).ConfigureAwait(false))
        {
            run.Figures.Add(Figure.ExpiredStates);
            return;
        }

        if (run.Erased.At(place) is not null || (run.Sink.Wants(key) && (await run.LearnErasuresAsync(cancellationToken).ConfigureAwait(false)).At(place) is not null))
        {
            run.Figures.Add(Figure.Erased); // Since the check began.
            return;
        }

        var names = new List<string>();
        if (run.Sink.Wants(key))
        {
            foreach (var (name, commit) in run.States.Heads)
            {
                if (names.Count < MostNames && await ReadsAsync(run, commit, place, path, cancellationToken).ConfigureAwait(false))
                {
                    names.Add(name.ToString());
                }
            }
        }

        run.Sink.Add(new CheckFinding
        {
            Thing = thing,
            Key = key,
            Fault = fault,
            Advice = advice,
            Commits = owner.Commit is { } id ? [id] : [],
            Names = names.Count > 0 ? names : owner.State is { } at ? [StateText.Of(at)] : [],
            Paths = path is null ? [] : [path],
        });
    }

    // Goes down towards the path, and looks whether the way leads through the place.
    private static async ValueTask<bool> ReadsAsync(CheckRun run, CommitId id, Locator place, string? path, CancellationToken cancellationToken)
    {
        try
        {
            if (await run.Commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false) is not { RootPlace: { } root } commit)
            {
                return false;
            }

            var reference = new NodeRef(commit.Record.Root, root, commit.Record.Totals, null, default);
            while (reference.Place != place)
            {
                if (path is null)
                {
                    return false;
                }

                var node = await run.CheckedNodes.ReadAsync(reference, cancellationToken).ConfigureAwait(false);
                var key = Encoding.UTF8.GetBytes(path);
                var index = node.Find(key);
                if (index == node.Count)
                {
                    return false;
                }

                if (node.Level == 0)
                {
                    return node.Has(index, key) && node.Entry(index) is var entry && (entry.Place == place || entry.ChunkListPlace == place
                        || (place.External is { } outside && (entry.External ?? entry.Place?.External) == outside));
                }

                reference = node.Child(index);
            }

            return true;
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            return false;
        }
    }
}
