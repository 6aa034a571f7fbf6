using System.Runtime.InteropServices;

namespace LakeVersion.Delta.Merging;

/// <summary>Row ids: ranges that the log gave to files, and single ones that files hold. Mutable.</summary>
internal sealed class IdSet
{
    private readonly List<(long First, long Last)> ranges = [];
    private readonly List<long> single = [];
    private bool isSorted = true;

    public void Add(long id)
    {
        single.Add(id);
        isSorted = false;
    }

    /// <param name="first">The first id.</param>
    /// <param name="count">How many.</param>
    public void Add(long first, long count)
    {
        if (count > 0)
        {
            ranges.Add((first, first + count - 1));
            isSorted = false;
        }
    }

    /// <summary>True where an id of the range is in the set.</summary>
    public bool Meets(long first, long count)
    {
        Sort();
        var last = first + count - 1;
        var at = CollectionsMarshal.AsSpan(single).BinarySearch(first);
        at = at < 0 ? ~at : at;
        return (at < single.Count && single[at] <= last) || ranges.Exists(range => range.First <= last && first <= range.Last);
    }

    private void Sort()
    {
        if (!isSorted)
        {
            single.Sort();
            isSorted = true;
        }
    }
}
