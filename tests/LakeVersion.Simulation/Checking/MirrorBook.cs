using System.Globalization;
using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Simulation.Checking;

/// <summary>Watches the store of a mirror: whatever lands there must leave it a copy of the lake as it once was, or of a beginning of that.</summary>
/// <remarks>
/// 1. Entries and collection records are the lake's, byte for byte, without gaps. 2. From the moment on at which it can be opened, the states of its
/// entries that the lake keeps are whole. 3. None of them stands on what was stored below an epoch that the mirror may delete from.
/// </remarks>
internal sealed class MirrorBook
{
    private readonly World world;
    private readonly SharedObjects source;
    private readonly Book book;
    private readonly Dictionary<string, List<LogEntry>> logs = [];
    private readonly HashSet<StoreKey> mayGo = [];
    private StoredStates? states;
    private long sweepMax = -1;
    private long records;

    public MirrorBook(World world, SharedObjects source, Book book, TimeProvider time)
    {
        (this.world, this.source, this.book) = (world, source, book);
        Objects = new SharedObjects(time) { Landed = Landed };
    }

    /// <summary>What stands in the mirror.</summary>
    public SharedObjects Objects { get; }

    /// <summary>True once it can be opened.</summary>
    public bool IsOpen => states is not null;

    /// <summary>Looks through everything once more, as it is stored now.</summary>
    public void CheckAll()
    {
        if (!IsOpen)
        {
            return;
        }

        states = new StoredStates(Objects);
        foreach (var entry in logs.Values.SelectMany(entries => entries))
        {
            CheckState(entry, "at the end");
        }
    }

    private void Landed(StoreKey key, ReadOnlyMemory<byte> content)
    {
        if (key.Value.StartsWith("refs/", StringComparison.Ordinal))
        {
            EntryLanded(key, content);
        }
        else if (NumberedKey.TryParse(GcRecord.Prefix, key.Value, out var k))
        {
            CheckSame(key, content);
            Check(k == ++records, $"{key} of the mirror follows record {records - 1}");
            sweepMax = Math.Max(sweepMax, GcRecord.FromBytes(key, content).SweepMax);
        }
        else if ((key.Value.StartsWith("packs/", StringComparison.Ordinal) || key.Value.StartsWith("objects/", StringComparison.Ordinal))
            && long.Parse(key.Value.Split('/')[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture) <= sweepMax)
        {
            mayGo.Add(key);
        }
        else if (key == LakeIdentity.Key)
        {
            CheckSame(key, content);
            states = new StoredStates(Objects);
            foreach (var entry in logs.Values.SelectMany(entries => entries))
            {
                CheckState(entry, "as the mirror can be opened");
            }
        }
    }

    private void EntryLanded(StoreKey key, ReadOnlyMemory<byte> content)
    {
        CheckSame(key, content);
        var entry = LogEntry.FromBytes(key, content);
        var before = logs.TryGetValue(entry.Log, out var known) ? known : logs[entry.Log] = [];
        Check(entry.N == before.Count + 1, $"{key} of the mirror is entry {entry.N}, the one before is {before.Count}");
        before.Add(entry);
        CheckState(entry, "as it lands");
    }

    private void CheckSame(StoreKey key, ReadOnlyMemory<byte> content) =>
        Check(source.Get(key) is { } own && own.Span.SequenceEqual(content.Span), $"{key} of the mirror is not that of the lake");

    // What the lake lets go of meanwhile need not come.
    private void CheckState(LogEntry entry, string when)
    {
        if (states is null || entry is not { IsLive: true, After: { } after } || entry.Op == LogOperation.Settings || !book.Keeps(entry.Log, entry.N))
        {
            return;
        }

        var where = $"{entry.Log}#{entry.N} of the mirror, {when},";
        try
        {
            foreach (var key in states.Of(after).Keys)
            {
                Check(Objects.Has(key), $"{where} lacks {key}");
                Check(!mayGo.Contains(key), $"{where} stands on {key}, which the mirror may delete (up to epoch {sweepMax})");
            }
        }
        catch (LakeException e)
        {
            throw world.Fail(new Violation($"{where} cannot be read", e));
        }
    }

    private void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw world.Fail(new Violation(what));
        }
    }
}
