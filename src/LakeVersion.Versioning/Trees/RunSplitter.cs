namespace LakeVersion.Versioning.Trees;

/// <summary>Cuts an ascending stream of items into the nodes of one level, holding about 2,048 items at most.</summary>
/// <remarks>
/// <para>A run ends with a key below the boundary. Splitting a run that is longer than 1,024 behind its key of least priority
/// among all but its last, and its parts again, is cutting by the Cartesian tree of all but the last: a key is a cut where its
/// subtree has 1,024 keys or more. The subtree of a key is the stretch around it, up to the first key before it of no greater
/// and behind it of lesser priority. So, without any recursion:</para>
/// <para>1. a key is a cut as soon as its stretch has 1,024 keys, whatever follows; 2. what is farther than 1,024 keys from a
/// key has no say in whether it is a cut. By 1 nodes leave early, by 2 edits read only what is near.</para>
/// <para>Pure: no I/O, and the same items give the same nodes.</para>
/// </remarks>
/// <typeparam name="T">What is carried along with a priority.</typeparam>
internal sealed class RunSplitter<T>
{
    /// <summary>How far a key has a say.</summary>
    public const int Reach = NodeFormat.MaxItems;

    private readonly List<T> items = [];

    // Positions of the last items of nodes that are complete, ascending.
    private readonly Queue<long> cuts = new();

    // The keys whose stretch still grows, by ascending priority and position; the first `marked` are cuts already.
    private readonly List<(ulong Priority, long Position)> open = [];
    private int marked;

    // The last key before those in `open`: the stretch of the first of them begins behind it.
    private long floor = -1;
    private long start;
    private long next;
    private ulong lastPriority;
    private bool runIsOpen;

    /// <summary>True where no item waits: everything up to the last boundary was taken.</summary>
    public bool IsEmpty => items.Count == 0;

    /// <summary>Adds the next item.</summary>
    public void Add(T item, ulong priority)
    {
        if (runIsOpen)
        {
            // Only now is it known that the item before is not the last of its run.
            Consider(next - 1, lastPriority);
        }

        items.Add(item);
        if (priority < SplitRule.BoundaryBelow)
        {
            EndRun(next);
        }
        else
        {
            runIsOpen = true;
        }

        lastPriority = priority;
        next++;
    }

    /// <summary>Ends the last run with the last item added.</summary>
    public void Finish()
    {
        if (runIsOpen)
        {
            EndRun(next - 1);
        }
    }

    /// <summary>Forgets all items that wait.</summary>
    public void Reset()
    {
        items.Clear();
        cuts.Clear();
        open.Clear();
        (marked, floor, start, next, runIsOpen) = (0, -1, 0, 0, false);
    }

    /// <summary>Takes the items of the next complete node.</summary>
    public bool TryTake(out List<T> node)
    {
        if (!cuts.TryDequeue(out var last))
        {
            node = [];
            return false;
        }

        var count = (int)(last - start + 1);
        node = items.GetRange(0, count);
        items.RemoveRange(0, count);
        start = last + 1;
        return true;
    }

    private void EndRun(long last)
    {
        cuts.Enqueue(last);
        open.Clear();
        (marked, floor, runIsOpen) = (0, last, false);
    }

    private void Consider(long position, ulong priority)
    {
        // A tie is won by the lesser key, which came before: it stays in front.
        while (open.Count > 0 && open[^1].Priority > priority)
        {
            open.RemoveAt(open.Count - 1);
        }

        marked = Math.Min(marked, open.Count);
        open.Add((priority, position));
        while (marked < open.Count && position - (marked == 0 ? floor : open[marked - 1].Position) >= Reach)
        {
            cuts.Enqueue(open[marked].Position);
            marked++;
        }

        if (marked > 4 * Reach)
        {
            // All but the last are so far back that any key whose stretch reaches them is a cut (1): one of them will do.
            floor = open[marked - 2].Position;
            open.RemoveRange(0, marked - 1);
            marked = 1;
        }
    }
}
