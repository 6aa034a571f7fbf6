using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>What the parts of one check share. Everything is read from the store itself: what a cache holds proves nothing.</summary>
internal sealed class CheckRun
{
    private const long CheckedNodeBytes = 64 << 20;

    private ErasureLog erasures = null!;

    public CheckRun(IObjectStore store, LakeStoreOptions lake, VerifyOptions options)
    {
        Store = store;
        Options = options;
        Hash = new PlaceHash(lake.Entropy);
        Sink = new FindingSink(Figures, options.Found);
        Objects = new ObjectTable(store, Hash);
        Outside = lake.Outside;
        Ranges = new StoreRanges(store, lake.Outside);
        Nodes = new NodeSource(store, new NodeCache(0));
        CheckedNodes = new NodeSource(store, new NodeCache(CheckedNodeBytes));
        Content = new ContentReader(store, lake.Outside);
        States = new LogStates(Hash);
    }

    public IObjectStore Store { get; }

    public VerifyOptions Options { get; }

    public CheckFigures Figures { get; } = new();

    public PlaceHash Hash { get; }

    public FindingSink Sink { get; }

    public ObjectTable Objects { get; }

    public IOutsideContent? Outside { get; }

    public IRangeSource Ranges { get; }

    public NodeSource Nodes { get; }

    /// <summary>For nodes that were, or will be, read and checked by themselves too.</summary>
    public NodeSource CheckedNodes { get; }

    public ContentReader Content { get; }

    public LogStates States { get; }

    /// <summary>The lake as <c>lake.json</c> says; with the id that its entries have where the file is damaged or another lake's.</summary>
    public LakeIdentity Identity { get; private set; } = null!;

    /// <summary>False where <c>lake.json</c> cannot be believed: its salt and time then prove nothing.</summary>
    public bool KnowsIdentity { get; private set; }

    public SplitRule? Split => KnowsIdentity ? SplitRule.FromSalt(Identity.Salt) : null;

    public LogReader Logs { get; private set; } = null!;

    public CommitStore Commits { get; private set; } = null!;

    /// <summary>As <see cref="Content"/>, but what was erased is told as such, for rooms above.</summary>
    public ContentReader ToldContent { get; private set; } = null!;

    /// <summary>What was erased, and is therefore no damage where it is named.</summary>
    public ErasedPlaces Erased { get; private set; } = ErasedPlaces.None;

    /// <summary>What the newest readable collection record let go of.</summary>
    public GcView Gc { get; set; } = GcView.None;

    /// <summary>Where logs stood at the newest collection that says so.</summary>
    public IReadOnlyDictionary<string, GcAnchor> Anchors { get; set; } = new Dictionary<string, GcAnchor>();

    /// <summary>The ids that the lake had, and whether it is a mirror.</summary>
    public LakeLineage Lineage { get; private set; } = null!;

    public void Use(LakeIdentity identity, bool isKnown, LakeLineage lineage)
    {
        (Identity, KnowsIdentity, Lineage) = (identity, isKnown, lineage);
        Logs = new LogReader(Store, lineage);
        Commits = new CommitStore(Store, lineage);
        erasures = new ErasureLog(Logs, lineage);
        ToldContent = new ContentReader(new StoreRanges(Store, Outside, lineage, erasures));
    }

    /// <summary>Reads what was erased, again where something may have been meanwhile. A log that cannot be read is told where logs are checked, and what was erased then looks like damage.</summary>
    /// <returns>What is erased now.</returns>
    public async ValueTask<ErasedPlaces> LearnErasuresAsync(CancellationToken cancellationToken)
    {
        try
        {
            Erased = await erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (IsFault(e))
        {
        }

        return Erased;
    }

    /// <summary>True where content that cannot be read was erased at a place of a mirror's own, which no erasure names.</summary>
    public bool IsErasedHere(ContentHash? sha256) => Lineage.Mark is not null && sha256 is { } digest && Erased.Of(digest) is not null;

    /// <summary>True where an object's bytes are to be read and compared.</summary>
    public bool ReadsData(StoreKey key) => Options.Data || Options.DataOf?.Invoke(key.Value) == true;

    /// <summary>True where a collection let a state go since the check began: what is missing of it is no damage.</summary>
    public async ValueTask<bool> IsExpiredNowAsync(LogState state, CancellationToken cancellationToken)
    {
        try
        {
            return (await GcView.ReadAsync(Store, Lineage, cancellationToken).ConfigureAwait(false)).IsExpired(state);
        }
        catch (LakeException e) when (IsFault(e))
        {
            return false; // Told where collection records are checked.
        }
    }

    public void Looked(int count = 1) => Options.Checked?.Invoke(count);

    /// <summary>True for what a stored object can do to its reader; anything else is not the lake's fault and ends the check.</summary>
    public static bool IsFault(LakeException e) => e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported or LakeErrorKind.Invalid;
}
