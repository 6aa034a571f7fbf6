using System.Text;
using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Simulation.Checking;

/// <summary>Reads states as they really are stored, past every cache and network. What was read once is kept: what a place holds never changes.</summary>
internal sealed class StoredStates
{
    private readonly LakeStore lake;
    private readonly Dictionary<CommitId, StoredState> byCommit = [];
    private readonly Dictionary<ContentHash, string> texts = [];

    public StoredStates(SharedObjects objects) =>
        lake = SharedObjects.Now(LakeStore.OpenAsync(objects.Memory, new LakeStoreOptions { ObjectCacheBytes = 0, NodeCacheBytes = 0, Background = new AtOnce() }));

    /// <summary>Reads content.</summary>
    public Versioning.Content.ContentReader Content => lake.Content;

    /// <summary>The tree of a commit.</summary>
    public Tree Tree(CommitId id)
    {
        var commit = Commit(id);
        return Versioning.Trees.Tree.Open(lake.Nodes, new TreeRoot(commit.Record.Root, commit.RootPlace, commit.Record.Totals));
    }

    public Commit Commit(CommitId id) => SharedObjects.Now(lake.Commits.ReadAsync(id));

    /// <summary>The state of a commit.</summary>
    public StoredState Of(CommitId id)
    {
        if (!byCommit.TryGetValue(id, out var state))
        {
            var commit = Commit(id);
            state = Of(new TreeRoot(commit.Record.Root, commit.RootPlace, commit.Record.Totals));
            state.Keys.Add(id.ToKey());
            byCommit.Add(id, state);
        }

        return state;
    }

    /// <summary>The state of a tree.</summary>
    /// <exception cref="LakeException">Corrupt: a node is missing or damaged.</exception>
    public StoredState Of(TreeRoot root)
    {
        var state = new StoredState([], []);
        if (root.ToNode() is { } node)
        {
            Walk(node, state);
        }

        return state;
    }

    /// <summary>The content of an entry, as text.</summary>
    /// <exception cref="LakeException">Corrupt: it is missing or damaged.</exception>
    public string Text(TreeEntry entry)
    {
        if (!texts.TryGetValue(entry.Sha256!.Value, out var text))
        {
            text = Encoding.UTF8.GetString(SharedObjects.Now(lake.Content.ReadAsync(entry)).Span);
            texts.Add(entry.Sha256.Value, text);
        }

        return text;
    }

    private void Walk(NodeRef place, StoredState state)
    {
        state.Keys.Add(place.Place.ToKey());
        var node = SharedObjects.Now(lake.Nodes.ReadAsync(place, CancellationToken.None));
        for (var i = 0; i < node.Count; i++)
        {
            if (node.Level > 0)
            {
                Walk(node.Child(i), state);
                continue;
            }

            var entry = node.Entry(i);
            state.Entries.Add(node.Path(i).Value, entry);
            state.Keys.UnionWith(new[] { entry.Place, entry.ChunkListPlace }.OfType<Versioning.Places.Locator>().Select(found => found.ToKey()));
        }
    }
}
