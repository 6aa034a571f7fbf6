namespace LakeVersion.Versioning.Verifying;

/// <summary>How much a check of a lake looked at. Changes while the check runs.</summary>
public sealed class CheckFigures
{
    private readonly long[] counts = new long[(int)Figure.Count];

    /// <summary>Logs: branches, tags, keeps, staged transactions, system logs, live or not.</summary>
    public long Logs => this[Figure.Logs];

    /// <summary>Entries of logs, and collection records.</summary>
    public long Entries => this[Figure.Entries];

    /// <summary>Commit records.</summary>
    public long Commits => this[Figure.Commits];

    /// <summary>Kept states whose trees were looked at, each commit and each staged tree once.</summary>
    public long States => this[Figure.States];

    /// <summary>States that a collection let go of: their trees may be gone, which is no damage.</summary>
    public long ExpiredStates => this[Figure.ExpiredStates];

    /// <summary>Stored nodes of trees, each place once.</summary>
    public long Nodes => this[Figure.Nodes];

    /// <summary>Packs that hold something kept.</summary>
    public long Packs => this[Figure.Packs];

    /// <summary>Contents whose bytes were read and compared with their digests.</summary>
    public long Contents => this[Figure.Contents];

    /// <summary>The bytes of those contents.</summary>
    public long ContentBytes => this[Figure.ContentBytes];

    /// <summary>Contents outside the lake that were asked for by their tags.</summary>
    public long Outside => this[Figure.Outside];

    /// <summary>Contents outside the lake that this program may not, or cannot, read.</summary>
    public long OutsideUnread => this[Figure.OutsideUnread];

    /// <summary>Nodes and contents that a partial mirror left out.</summary>
    public long LeftOut => this[Figure.LeftOut];

    /// <summary>Contents of kept states that were erased, each path of each node once: they are gone as they must be.</summary>
    public long Erased => this[Figure.Erased];

    /// <summary>States of tables that were compared with their files.</summary>
    public long Tables => this[Figure.Tables];

    /// <summary>Packs, objects and commit records that nothing kept refers to: of transactions underway, failed or dropped. Null where single revisions were checked.</summary>
    public long? Unreachable { get; internal set; }

    /// <summary>The bytes of unreachable packs and objects.</summary>
    public long UnreachableBytes { get; internal set; }

    /// <summary>Findings of damage.</summary>
    public long Damages => this[Figure.Damages];

    /// <summary>Findings that a person should look at.</summary>
    public long Doubts => this[Figure.Doubts];

    /// <summary>More faults at keys of which several were told already.</summary>
    public long Alike => this[Figure.Alike];

    internal long this[Figure figure] => Interlocked.Read(ref counts[(int)figure]);

    /// <summary>Counts.</summary>
    /// <param name="figure">What.</param>
    /// <param name="by">How many more.</param>
    public void Add(Figure figure, long by = 1) => Interlocked.Add(ref counts[(int)figure], by);
}
