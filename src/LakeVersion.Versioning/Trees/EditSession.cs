using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>One pass of changes over a tree: an editor for each level, each fed by the one below.</summary>
internal sealed class EditSession(Node? baseRoot, SplitRule rule, Upload upload)
{
    private readonly List<LevelEditor?> levels = [];

    public Node? Base { get; } = baseRoot;

    /// <summary>The level of the base's root; −1 for a base without entries.</summary>
    public int BaseLevel { get; } = baseRoot?.Level ?? -1;

    public SplitRule Rule { get; } = rule;

    public Upload Upload { get; } = upload;

    public NodeSource Source => Upload.Nodes;

    public NodeEncoder Encoder { get; } = new();

    public ValueTask ApplyAsync(int level, ReadOnlyMemory<byte> key, NodeItem? put, CancellationToken cancellationToken)
    {
        if (level >= NodeFormat.MaxLevels)
        {
            throw LakeException.Invalid($"The tree would have more than {NodeFormat.MaxLevels} levels: its paths are made to break its balance.");
        }

        while (levels.Count <= level)
        {
            levels.Add(null);
        }

        var editor = levels[level] ??= new LevelEditor(this, level);
        return editor.ApplyAsync(key, put, cancellationToken);
    }

    /// <summary>Ends the changes, level by level; returns the new root, or null where the tree is as it was.</summary>
    public async ValueTask<TreeRoot?> FinishAsync(CancellationToken cancellationToken)
    {
        for (var level = 0; level < levels.Count && levels[level] is { } editor; level++)
        {
            await editor.FinishAsync(cancellationToken).ConfigureAwait(false);
            var writer = editor.Writer;
            if (level < BaseLevel || writer.Count > 1)
            {
                continue;
            }

            if (writer.Count == 0)
            {
                return writer.HasRemoved ? TreeRoot.Empty : null;
            }

            var root = writer.First?.ToChild(level, Locator.Absent) ?? writer.OnlyChild!.ToChild(level - 1, Locator.Absent);
            return await LowestAsync(root, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    // The first level of one node is the root: nodes above it with nothing else to hold are passed over.
    private async ValueTask<TreeRoot> LowestAsync(NodeRef root, CancellationToken cancellationToken)
    {
        while (root.Level > 0)
        {
            var node = await Source.ReadAsync(root, cancellationToken).ConfigureAwait(false);
            if (node.Count > 1)
            {
                break;
            }

            root = node.Child(0);
        }

        return new TreeRoot(root.Id, root.Place, root.Totals);
    }
}
