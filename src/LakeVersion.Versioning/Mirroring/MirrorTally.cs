using LakeVersion.Storage;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Counts what a run of mirroring moved, and tells whoever watches.</summary>
internal sealed class MirrorTally(CountingStore target, IProgress<MirrorProgress>? watcher)
{
    private long entriesInAll;
    private long entries;
    private long commitsInAll;
    private long commits;
    private long objects;

    public MirrorProgress Now => new()
    {
        EntriesInAll = Interlocked.Read(ref entriesInAll),
        Entries = Interlocked.Read(ref entries),
        CommitsInAll = Interlocked.Read(ref commitsInAll),
        Commits = Interlocked.Read(ref commits),
        Objects = Interlocked.Read(ref objects),
        Bytes = target.Snapshot().BytesUp,
    };

    /// <summary>So many entries are to come; a round that begins anew says so again.</summary>
    public void ExpectEntries(long rest) => Add(ref entriesInAll, Interlocked.Read(ref entries) + rest - Interlocked.Read(ref entriesInAll));

    public void ExpectCommits(long more) => Add(ref commitsInAll, more);

    public void Entry() => Add(ref entries, 1);

    public void Commit() => Add(ref commits, 1);

    public void Objects(long more) => Add(ref objects, more);

    private void Add(ref long counter, long more)
    {
        Interlocked.Add(ref counter, more);
        watcher?.Report(Now);
    }
}

/// <summary>How far a run of mirroring is.</summary>
public sealed record MirrorProgress
{
    /// <summary>The log entries that this run has to bring.</summary>
    public required long EntriesInAll { get; init; }

    /// <summary>Those that stand in the mirror now. They come last: until then content and commits do.</summary>
    public required long Entries { get; init; }

    /// <summary>The commits found so far that are new to the mirror.</summary>
    public required long CommitsInAll { get; init; }

    /// <summary>Those that are there now.</summary>
    public required long Commits { get; init; }

    /// <summary>Packs and objects that were copied.</summary>
    public required long Objects { get; init; }

    /// <summary>All bytes that were written.</summary>
    public required long Bytes { get; init; }
}
