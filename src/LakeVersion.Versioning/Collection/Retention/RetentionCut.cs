using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Collection.Retention;

/// <summary>Finds where a log's past is cut off: it is handed the log's entries, newest first, until one is let go. Pure.</summary>
/// <remarks>
/// 1. The newest state is kept, whatever it is. 2. A state is kept while it is one of the newest count, or was replaced less than an age ago, by any
/// rule. 3. Once a name was deleted, all of it goes when the span for deleted names is over; within it, rule 2 holds, and its last state is
/// kept. 4. Marks (fences, aborts) belong to the state below them. What is let go is a beginning of the log: all below the first
/// state that is not kept goes with it.
/// </remarks>
internal sealed class RetentionCut(IReadOnlyList<RetentionRule> rules, DateTimeOffset now)
{
    private LogEntry? newest;
    private DateTimeOffset replaced;
    private long liveStates;

    /// <summary>The number of the oldest entry whose state is kept so far; 0 where only marks were seen.</summary>
    public long Low { get; private set; }

    /// <summary>True where the entry's state is kept; false ends the search.</summary>
    public bool Keeps(LogEntry entry)
    {
        if (entry.IsMark)
        {
            return true; // 4
        }

        if (newest is not null && !IsKept(entry))
        {
            return false;
        }

        newest ??= entry; // 1
        Low = entry.N;
        liveStates += entry.IsLive ? 1 : 0;
        replaced = entry.Time;
        return true;
    }

    private bool IsKept(LogEntry entry)
    {
        var isDeleted = !newest!.IsLive;
        foreach (var rule in rules)
        {
            if (isDeleted && now - newest.Time >= rule.DeletedSpan)
            {
                continue; // 3
            }

            var isLast = isDeleted && liveStates == 0;
            var isCounted = liveStates < rule.Count;
            if (isLast || isCounted || (rule.Age is { } age && now - replaced < age) || (rule.Age is null && rule.Count is null))
            {
                return true; // 2
            }
        }

        return false;
    }
}
