using System.Diagnostics.CodeAnalysis;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>Decoded nodes of one lake, kept in memory up to a number of bytes; the least recently used go first.</summary>
/// <remarks>
/// Nodes are known by their place, never by their id: an id says equal, never the same copy, and a copy that was deleted or
/// damaged must not seem whole because another is cached (docs/format.md, section 1). Safe for concurrent use. One cache
/// serves one lake.
/// </remarks>
public sealed class NodeCache
{
    /// <summary>The default limit: about 3,000 leaves of usual size.</summary>
    public const long DefaultMaxBytes = 128 << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<Locator, LinkedListNode<Node>> places = [];
    private readonly LinkedList<Node> byUse = new();

    /// <summary>An empty cache.</summary>
    /// <param name="maxBytes">The limit in bytes, of memory about; 0 keeps nothing.</param>
    public NodeCache(long maxBytes = DefaultMaxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        MaxBytes = maxBytes;
    }

    /// <summary>The limit in bytes.</summary>
    public long MaxBytes { get; }

    /// <summary>How many bytes the nodes take now, about.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>For tests of tests: what writers would rely on that go by ids. Null, or they are broken.</summary>
    internal CopiesById? NodeCopies { get; set; }

    /// <summary>As <see cref="NodeCopies"/>, of content.</summary>
    internal CopiesById? ContentCopies { get; set; }

    internal bool TryGet(Locator place, [NotNullWhen(true)] out Node? node)
    {
        lock (gate)
        {
            if (places.TryGetValue(place, out var found))
            {
                byUse.Remove(found);
                byUse.AddFirst(found);
                node = found.Value;
                return true;
            }

            node = null;
            return false;
        }
    }

    internal void Add(Node node)
    {
        if (node.SizeBytes > MaxBytes)
        {
            return;
        }

        lock (gate)
        {
            if (!places.TryAdd(node.Place, byUse.AddFirst(node)))
            {
                byUse.RemoveFirst();
                return;
            }

            SizeBytes += node.SizeBytes;
            while (SizeBytes > MaxBytes)
            {
                var last = byUse.Last!;
                byUse.RemoveLast();
                places.Remove(last.Value.Place);
                SizeBytes -= last.Value.SizeBytes;
            }
        }
    }
}
