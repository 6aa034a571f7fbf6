using LakeVersion.Versioning.Logs;

namespace LakeVersion.Simulation.Checking;

/// <summary>What an entry must be, behind those before it. Pure.</summary>
internal static class LogGrammar
{
    public static IEnumerable<string> Faults(IReadOnlyList<BookLine> before, StoredEntry next)
    {
        var entry = next.Entry;
        var last = before.Count > 0 ? before[^1].Stored : null;
        if (entry.N != before.Count + 1)
        {
            yield return $"a gap: the log has {before.Count} entries";
            yield break;
        }

        if (entry.Previous != last?.Hash)
        {
            yield return "it is not chained to the entry before";
        }

        if (entry.Before != last?.Entry.After)
        {
            yield return $"it begins at {entry.Before?.Abbreviated}, the entry before ends at {last?.Entry.After?.Abbreviated}";
        }

        if (entry.Time <= last?.Entry.Time)
        {
            yield return $"its time {entry.Time:O} is not behind {last.Entry.Time:O}";
        }

        if (entry.IsMark && entry.After != entry.Before)
        {
            yield return "a mark that moves the state";
        }

        if (entry.Members is { Count: > 0 } members && members[^1].Commit != entry.After)
        {
            yield return "its last member is not its state";
        }

        var movement = before.LastOrDefault(line => !line.Stored.Entry.IsMark)?.Stored.Entry;
        if (movement?.Op == LogOperation.Retire && !entry.IsMark)
        {
            yield return "it stands behind the end of its log";
        }

        if (entry.Op == LogOperation.Verb && before.Any(line => line.Stored.Entry.Op == LogOperation.Seal))
        {
            yield return "a step behind a seal";
        }
    }
}
