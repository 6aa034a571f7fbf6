using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Simulation.Checking;

/// <summary>Watches the store: every entry of every log as it lands, and every deletion, are held to what must always be true.</summary>
/// <remarks>
/// 1. Logs have no gaps, and each entry follows from the one before: chain, state, time, and for commits their parents. 2. What an entry makes
/// a state is stored whole when it lands. 3. No state at or above its log's low water, or that was for the last grace period, ever loses a part. 4. In every state the bank adds up,
/// and a commit of files changes exactly what its operation writes. 5. Operations are in their logs as they were answered (<see cref="Ledger"/>).
/// </remarks>
internal sealed class Book
{
    private readonly World world;
    private readonly SharedObjects objects;
    private readonly StoredStates states;
    private readonly Bank bank;
    private readonly TableBank tables;
    private readonly Ledger ledger;
    private readonly Dictionary<string, List<BookLine>> logs = [];
    private readonly Dictionary<string, long> lowWater = [];

    public Book(World world, SharedObjects objects, Ledger ledger)
    {
        (this.world, this.objects, this.ledger) = (world, objects, ledger);
        states = new StoredStates(objects);
        bank = new Bank(world, states);
        tables = new TableBank(world, states);
        foreach (var item in objects.List(new ListRequest { Prefix = "refs/" }).Select(item => StoreKey.Parse(item.Name)).Reverse())
        {
            Landed(item, objects.Get(item)!.Value);
        }

        objects.Landed = Landed;
        objects.Deleted = Deleted;
    }

    /// <summary>How many objects were deleted.</summary>
    public int DeletedCount { get; private set; }

    /// <summary>How many collection records landed.</summary>
    public int RecordCount { get; private set; }

    /// <summary>How many entries landed.</summary>
    public int EntryCount => logs.Values.Sum(log => log.Count);

    /// <summary>The logs, each with its entries.</summary>
    public IReadOnlyDictionary<string, List<BookLine>> Logs => logs;

    /// <summary>The states of branches and tags that can still be asked for.</summary>
    public IEnumerable<LogState> Kept() =>
        from log in logs
        where RefName.TryFromLog(log.Key, out var name) && name.Kind is RefKind.Branch or RefKind.Tag
        from line in log.Value
        where line.Stored.Entry.IsLive && line.Stored.Entry.N >= lowWater.GetValueOrDefault(log.Key)
        select new LogState(log.Key, line.Stored.Entry.N);

    /// <summary>True where a state is at or above its log's low water, and its log is not closed for ever.</summary>
    public bool Keeps(string log, long n) => n >= lowWater.GetValueOrDefault(log) && NeededOf(log, logs.GetValueOrDefault(log, [])).Any(line => line.Stored.Entry.N == n);

    /// <summary>A place of the tree of a state that is kept; null where all trees are empty.</summary>
    public StoreKey? AnyRoot()
    {
        var roots = logs.SelectMany(log => NeededOf(log.Key, log.Value))
            .Where(line => line.Stored.Entry is { IsLive: true, After: not null, Op: not LogOperation.Settings })
            .Select(line => states.Commit(line.Stored.Entry.After!.Value).RootPlace)
            .OfType<Versioning.Places.Locator>().ToList();
        return roots.Count == 0 ? null : roots[world.Random.Next(roots.Count)].ToKey();
    }

    /// <summary>The live branches, or those that are gone, without main.</summary>
    public IEnumerable<string> Branches(bool live) =>
        from log in logs
        where RefName.TryFromLog(log.Key, out var name) && name.Kind == RefKind.Branch && name.Name != "main" && log.Value[^1].Stored.Entry.IsLive == live
        select RefName.TryFromLog(log.Key, out var named) ? named.Name : "";

    /// <summary>Looks through everything once more.</summary>
    public void CheckAll()
    {
        foreach (var line in logs.SelectMany(log => NeededOf(log.Key, log.Value)))
        {
            CheckStored(line, "at the end");
        }
    }

    private void Landed(StoreKey key, ReadOnlyMemory<byte> content)
    {
        if (key.Value.StartsWith("gc/", StringComparison.Ordinal) && NumberedKey.TryParse(GcRecord.Prefix, key.Value, out _))
        {
            var record = GcRecord.FromBytes(key, content);
            RecordCount++;
            foreach (var (log, low) in lowWater.Where(known => record.LowWater.GetValueOrDefault(known.Key) < known.Value))
            {
                throw world.Fail(new Violation($"{key} lets go of {log} up to {record.LowWater.GetValueOrDefault(log)}, a record before it did up to {low}"));
            }

            foreach (var (log, low) in record.LowWater)
            {
                var before = Math.Max(1, lowWater.GetValueOrDefault(log));
                lowWater[log] = Math.Max(low, before);
                foreach (var line in logs.GetValueOrDefault(log, []).Skip((int)before - 1).Take((int)Math.Max(0, low - before)))
                {
                    line.ReadableUntil = world.Now + world.Options.Grace.Ticks;
                }
            }
        }
        else if (key.Value.StartsWith("refs/", StringComparison.Ordinal))
        {
            EntryLanded(new StoredEntry(LogEntry.FromBytes(key, content), LogEntry.HashOf(content.Span)));
        }
    }

    private void EntryLanded(StoredEntry stored)
    {
        var entry = stored.Entry;
        var lines = logs.TryGetValue(entry.Log, out var known) ? known : logs[entry.Log] = [];
        var where = $"{entry.Log}#{entry.N} ({entry.Op}: {entry.Message})";
        foreach (var fault in LogGrammar.Faults(lines, stored))
        {
            throw world.Fail(new Violation($"{where}: {fault}"));
        }

        try
        {
            var line = new BookLine(stored, KeysOf(entry));
            lines.Add(line);
            CheckStored(line, "as it lands");
            CheckContent(entry, where);
        }
        catch (LakeException e)
        {
            throw world.Fail(new Violation($"{where}: what it makes a state cannot be read as it lands", e));
        }

        SeeOperations(entry);
    }

    private HashSet<StoreKey> KeysOf(LogEntry entry)
    {
        var keys = new HashSet<StoreKey>();
        foreach (var commit in (entry.Members ?? []).Select(member => member.Commit).Append(entry.After ?? default).Where(id => id != default))
        {
            keys.UnionWith(states.Of(commit).Keys);
        }

        if (entry is { IsLive: true, Staged: { } staged })
        {
            keys.UnionWith(states.Of(new TreeRoot(staged.Root, staged.RootPlace, staged.Totals)).Keys);
        }

        return keys;
    }

    private void CheckStored(BookLine line, string when)
    {
        foreach (var missing in line.Keys.Where(key => !objects.Has(key) && !objects.Lost.Contains(key)))
        {
            throw world.Fail(new Violation($"{line.Stored.Entry.Log}#{line.Stored.Entry.N} lacks {missing} {when}"));
        }
    }

    private void CheckContent(LogEntry entry, string where)
    {
        if (entry.IsLive && entry.Op != LogOperation.Settings)
        {
            bank.Check(entry.After!.Value, where);
            tables.Check(entry.After!.Value, where);
        }

        var parent = entry.Before;
        foreach (var member in entry.Members ?? [])
        {
            bank.Check(member.Commit, where);
            tables.Check(member.Commit, where);
            if (states.Commit(member.Commit).Record.Parents[0] != parent)
            {
                throw world.Fail(new Violation($"{where}: commit {member.Commit.Abbreviated} does not follow {parent?.Abbreviated}"));
            }

            if (ledger.Of(member.Message)?.Writes is { } writes)
            {
                CheckWrites(writes, parent!.Value, member.Commit, where);
            }

            parent = member.Commit;
        }
    }

    private void CheckWrites(Dictionary<string, string?> writes, CommitId before, CommitId after, string where)
    {
        var (old, made) = (states.Of(before).Entries, states.Of(after).Entries);
        foreach (var path in old.Keys.Union(made.Keys).Union(writes.Keys))
        {
            var was = old.TryGetValue(path, out var earlier) ? states.Text(earlier) : null;
            var now = made.TryGetValue(path, out var later) ? states.Text(later) : null;
            var wanted = writes.TryGetValue(path, out var written) ? written : was;
            if (now != wanted)
            {
                throw world.Fail(new Violation($"{where}: '{path}' holds '{now}' instead of '{wanted}'"));
            }
        }
    }

    private void SeeOperations(LogEntry entry)
    {
        if (entry.Op is LogOperation.Reserve or LogOperation.Fence or LogOperation.Abort or LogOperation.Verb or LogOperation.Seal or LogOperation.Retire)
        {
            return;
        }

        var messages = entry.Members is { Count: > 0 } members ? members.Select(member => member.Message) : [entry.Message];
        foreach (var operation in messages.Select(ledger.Of).OfType<Operation>())
        {
            ledger.Saw(operation, entry.Log, entry.N);
        }
    }

    private void Deleted(IReadOnlyCollection<StoreKey> keys)
    {
        DeletedCount += keys.Count;
        foreach (var line in logs.SelectMany(log => NeededOf(log.Key, log.Value)).Where(line => line.Keys.Overlaps(keys)))
        {
            CheckStored(line, "after a deletion");
        }
    }

    // The states at or above low water, and those that were let go less than a grace period ago: a reader may have opened them just before.
    // A log that is closed for ever gives its states to nobody.
    private IEnumerable<BookLine> NeededOf(string log, List<BookLine> lines)
    {
        if (lines.LastOrDefault(line => !line.Stored.Entry.IsMark)?.Stored.Entry.Op == LogOperation.Retire)
        {
            yield break;
        }

        var low = lowWater.GetValueOrDefault(log);
        for (var i = lines.Count - 1; i >= 0 && (lines[i].Stored.Entry.N >= low || lines[i].ReadableUntil > world.Now); i--)
        {
            yield return lines[i];
        }
    }
}
