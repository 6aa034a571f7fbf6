using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks the trees of all kept states, each stored node once by its place and by what is expected of it.</summary>
/// <remarks>A tree that another one's nodes make up is not read again; equal nodes at another place are another copy and are.</remarks>
internal sealed class TreesCheck(CheckRun run)
{
    private const int StatesAtOnce = 64;

    private readonly PackedSet visited = new();
    private readonly ContentCheck content = new(run);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        foreach (var states in run.States.Commits.Where(state => state.IsKept).Chunk(StatesAtOnce))
        {
            var roots = new List<TreeStep>();
            foreach (var state in states)
            {
                run.Figures.Add(Figure.States);
                if (await TryReadAsync(state, cancellationToken).ConfigureAwait(false) is { } commit)
                {
                    Add(roots, new TreeRoot(commit.Record.Root, commit.RootPlace, commit.Record.Totals), new TreeOwner(commit.Id, state.State));
                }
            }

            await WalkAsync(roots, cancellationToken).ConfigureAwait(false);
        }

        var trees = new List<TreeStep>();
        foreach (var staged in run.States.Staged)
        {
            run.Figures.Add(Figure.States);
            Add(trees, staged.Root, new TreeOwner(null, staged.State));
        }

        await WalkAsync(trees, cancellationToken).ConfigureAwait(false);
    }

    private Task WalkAsync(List<TreeStep> roots, CancellationToken cancellationToken) =>
        ParallelWalk.RunAsync(roots, run.Options.RequestsAtOnce, VisitAsync, cancellationToken);

    // A root without a place, or the empty tree with one, is a fault of the commit and told there.
    private static void Add(List<TreeStep> roots, TreeRoot root, TreeOwner owner)
    {
        if (root.Place is { } place && root.Id != TreeRoot.Empty.Id)
        {
            roots.Add(new NodeStep(owner, new NodeRef(root.Id, place, root.Totals, null, default)));
        }
    }

    private async ValueTask<Commit?> TryReadAsync(StateCommit state, CancellationToken cancellationToken)
    {
        try
        {
            return await run.Commits.TryReadAsync(state.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            return null; // Told where commits are checked.
        }
    }

    private ValueTask<IReadOnlyList<TreeStep>> VisitAsync(TreeStep step, CancellationToken cancellationToken) => step switch
    {
        NodeStep node => NodeAsync(node, cancellationToken),
        PackStep pack => PackCheck.RunAsync(run, pack, cancellationToken),
        ContentStep entry => content.ReadAsync(entry, cancellationToken),
        _ => throw new LakeException(LakeErrorKind.Internal, $"A check has no step {step.GetType().Name}."),
    };

    private async ValueTask<IReadOnlyList<TreeStep>> NodeAsync(NodeStep step, CancellationToken cancellationToken)
    {
        var reference = step.Node;
        if (!visited.Add(run.Hash.Of(reference)))
        {
            return [];
        }

        if (reference.Place.Room == Room.Absent)
        {
            run.Figures.Add(Figure.LeftOut);
            return [];
        }

        run.Figures.Add(Figure.Nodes);
        run.Looked();
        var next = new List<TreeStep>();
        try
        {
            await PlaceCheck.ReachAsync(run, step.Owner, reference.Place, PathOf(reference), next, cancellationToken).ConfigureAwait(false);
            var node = await run.Nodes.ReadAsync(reference, cancellationToken).ConfigureAwait(false);
            if (run.Split is { } rule && (SplitCheck.Fault(node, reference.Level is null, rule) ?? await RunsFaultAsync(node, rule, cancellationToken).ConfigureAwait(false)) is { } fault)
            {
                throw LakeException.Corrupt($"The node in {reference.Place.Describe()} is not cut as it must be: {fault}.");
            }

            await ExpandAsync(step.Owner, node, next, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            await Harm.TellAsync(run, CheckedThing.Node, step.Owner, reference.Place, PathOf(reference), e.Message, Advice.Repair, cancellationToken).ConfigureAwait(false);
        }

        return next;
    }

    private async ValueTask ExpandAsync(TreeOwner owner, Node node, List<TreeStep> next, CancellationToken cancellationToken)
    {
        for (var i = 0; i < node.Count; i++)
        {
            if (node.Level > 0)
            {
                next.Add(new NodeStep(owner, node.Child(i)));
            }
            else
            {
                await content.LookAsync(owner, node.Path(i).Value, node.Entry(i), node.Place, next, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Children that one run was cut into are read beside their own turn: few are.
    private async ValueTask<string?> RunsFaultAsync(Node inner, SplitRule rule, CancellationToken cancellationToken)
    {
        if (inner.Level == 0)
        {
            return null;
        }

        foreach (var (first, last) in SplitCheck.LongRuns(inner, rule))
        {
            var nodes = new List<Node>();
            for (var i = first; i <= last; i++)
            {
                nodes.Add(await run.Nodes.ReadAsync(inner.Child(i), cancellationToken).ConfigureAwait(false));
            }

            var isOpenBehind = last == inner.Count - 1 && !rule.IsBoundary(inner.Level - 1, inner.Key(last).Span);
            if (SplitCheck.RunFault(nodes, isOpenBefore: first == 0, isOpenBehind, rule) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? PathOf(NodeRef node) => node.LastKey.IsEmpty ? null : Encoding.UTF8.GetString(node.LastKey.Span);
}
