using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Revisions;
using LakeVersion.Versioning.Settings;
using LakeVersion.Versioning.Trees;
using Microsoft.Extensions.Logging;

namespace LakeVersion.Versioning;

/// <summary>An open lake below the level of tables: its identity, logs, commits, trees and settings. Safe for concurrent use.</summary>
public sealed class LakeStore
{
    private const int IdentityTries = 3;

    private LakeStore(IObjectStore uncached, LakeIdentity identity, LakeLineage lineage, LakeStoreOptions options)
    {
        var store = new UnderwayStore(options.WithCaches(uncached));
        Store = store;
        Uncached = uncached;
        Identity = identity;
        Lineage = lineage;
        Time = options.Time;
        Entropy = options.Entropy;
        Client = options.Client;
        Background = options.Background;
        Outside = options.Outside;
        RootCommit = Versioning.Commits.RootCommit.Of(identity);
        Logs = new LogReader(store, lineage);
        Commits = new CommitStore(store, lineage);
        Erasures = new Erasing.ErasureLog(Logs, lineage);
        Ancestry = new Ancestry(Commits);
        MergeBases = new MergeBases(Commits, Ancestry);
        Settings = new SettingsLog(this);
        Protection = new Publishing.ProtectionRules(this);
        Retention = new Collection.Retention.RetentionRules(this);
        Collector = new Collector(this);
        Eraser = new Erasing.LakeErasure(this);
        Gate = new Publishing.PublishGate(this, options.Checks);
        Writer = new LogWriter(this, options.LoggerFactory.CreateLogger<LogWriter>());
        Births = new RefBirths(this);
        Moves = new RefMoves(this);
        Catalog = new RefCatalog(this);
        Revisions = new RevisionResolver(this);
        NodeCache = new NodeCache(options.NodeCacheBytes);
        var ranges = new StoreRanges(store, options.Outside, lineage, Erasures);
        Nodes = new NodeSource(ranges, NodeCache);
        Content = new ContentReader(ranges);
        UncachedContent = new ContentReader(new StoreRanges(uncached, options.Outside, lineage, Erasures));
        Split = SplitRule.FromSalt(identity.Salt);
        Committers = new Transactions.Committers(this);
    }

    /// <summary>What <c>lake.json</c> says.</summary>
    public LakeIdentity Identity { get; }

    /// <summary>The lake's id: that of <c>lake.json</c>, or the one that the last promotion gave it.</summary>
    public Id128 Id => Lineage.Id;

    /// <summary>What makes this a mirror of another lake, which is changed only by mirroring; null for a lake of its own.</summary>
    public MirrorMark? Mirror => Lineage.Mirror;

    /// <summary>How this lake got its id, oldest first; empty where it was made here.</summary>
    public IReadOnlyList<Promotion> Promotions => Lineage.Promotions;

    /// <summary>The commit that every history begins with.</summary>
    public Commit RootCommit { get; }

    /// <summary>Reads logs.</summary>
    public LogReader Logs { get; }

    /// <summary>Reads commits.</summary>
    public CommitStore Commits { get; }

    /// <summary>Walks the commit graph.</summary>
    public Ancestry Ancestry { get; }

    /// <summary>Finds where histories meet, and what a merge begins from.</summary>
    public MergeBases MergeBases { get; }

    /// <summary>The lake's settings.</summary>
    public SettingsLog Settings { get; }

    /// <summary>The rules that protect branches.</summary>
    public Publishing.ProtectionRules Protection { get; }

    /// <summary>The rules by which the past of names is let go.</summary>
    public Collection.Retention.RetentionRules Retention { get; }

    /// <summary>Collects what nothing refers to any more.</summary>
    public Collector Collector { get; }

    /// <summary>Takes content out of all history.</summary>
    public Erasing.LakeErasure Eraser { get; }

    /// <summary>Creates branches, tags and keeps.</summary>
    public RefBirths Births { get; }

    /// <summary>Deletes, restores, renames and moves names.</summary>
    public RefMoves Moves { get; }

    /// <summary>Lists names.</summary>
    public RefCatalog Catalog { get; }

    /// <summary>Resolves revisions.</summary>
    public RevisionResolver Revisions { get; }

    /// <summary>Reads the content of entries.</summary>
    public ContentReader Content { get; }

    /// <summary>The name of the program, as it stands in log entries.</summary>
    public string Client { get; }

    /// <summary>For tests of tests.</summary>
    internal WriterMutants Mutants
    {
        get;
        set
        {
            field = value;
            NodeCache.NodeCopies = value.HasFlag(WriterMutants.NodesById) ? new CopiesById() : null;
            NodeCache.ContentCopies = value.HasFlag(WriterMutants.ContentById) ? new CopiesById() : null;
        }
    }

    /// <summary>For tests of tests.</summary>
    internal MirrorMutants MirrorMutants { get; set; }

    internal Erasing.ErasureLog Erasures { get; }

    internal BackgroundWork Background { get; }

    internal IObjectStore Store { get; }

    /// <summary>The store itself: what was deleted is missing there, whatever this process read before.</summary>
    internal IObjectStore Uncached { get; }

    /// <summary>Reads content as the store has it now: what was erased elsewhere is in no cache of it.</summary>
    internal ContentReader UncachedContent { get; }

    internal LakeLineage Lineage { get; }

    internal IOutsideContent? Outside { get; }

    internal TimeProvider Time { get; }

    internal IEntropy Entropy { get; }

    internal LogWriter Writer { get; }

    internal Publishing.PublishGate Gate { get; }

    internal NodeSource Nodes { get; }

    internal NodeCache NodeCache { get; }

    internal SplitRule Split { get; }

    internal Transactions.Committers Committers { get; }

    /// <summary>Makes a lake in an empty root, with its default branch.</summary>
    /// <exception cref="LakeException">Conflict: a lake is there already; if its making had stopped half-way, it is finished now.
    /// Unknown: no clear answer came; making it again settles that.</exception>
    public static async ValueTask<LakeStore> CreateAsync(
        IObjectStore store, LakeStoreOptions options, LakeCreation creation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(creation);
        var defaultBranch = RefName.Branch(creation.DefaultBranch);
        ArgumentOutOfRangeException.ThrowIfLessThan(creation.EpochLength, TimeSpan.FromSeconds(1));
        if (await store.GetAsync(MirrorMark.Key, cancellationToken).ConfigureAwait(false) is { } mark)
        {
            throw LakeException.Conflict($"{store.Name} holds a mirror of {MirrorMark.FromBytes(mark).Source}, or a lake that was one. Choose another place.");
        }

        var identity = new LakeIdentity
        {
            Lake = Id128.Create(options.Entropy),
            Created = Microseconds.Floor(await store.GetTimeAsync(cancellationToken).ConfigureAwait(false)),
            Hash = "sha256",
            Salt = Id128.Create(options.Entropy),
            EpochSeconds = (long)creation.EpochLength.TotalSeconds,
            DefaultBranch = defaultBranch.Name,
        };
        var stored = await CreateIdentityAsync(store, identity, cancellationToken).ConfigureAwait(false);
        var lake = new LakeStore(store, stored, new LakeLineage(stored.Lake), options);
        var isFinishedNow = await lake.FinishCreationAsync(creation.Author, cancellationToken).ConfigureAwait(false);
        if (stored.Lake == identity.Lake)
        {
            return lake;
        }

        var finished = isFinishedNow ? " Its making had stopped half-way and is finished now." : "";
        throw LakeException.Conflict($"{store.Name} holds a lake already (id {stored.Lake}, made {stored.Created:yyyy-MM-dd HH:mm} UTC).{finished} Open it, or choose another place.");
    }

    /// <summary>Opens the lake in a root.</summary>
    /// <exception cref="LakeException">NotFound: no lake is there. Unsupported: it is of a newer format or needs an unknown feature.</exception>
    public static async ValueTask<LakeStore> OpenAsync(
        IObjectStore store, LakeStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        var identity = await ReadIdentityAsync(store, cancellationToken).ConfigureAwait(false)
            ?? throw await NoLakeAsync(store, cancellationToken).ConfigureAwait(false);
        var lineage = await LakeLineage.ReadAsync(store, identity.Lake, cancellationToken).ConfigureAwait(false);
        var lake = new LakeStore(store, identity, lineage, options);
        await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false);
        return lake;
    }

    /// <summary>Which lake is in a store, without opening it.</summary>
    /// <exception cref="LakeException">NotFound: none. Corrupt: <c>lake.json</c> is damaged. Unsupported: a newer format.</exception>
    public static async ValueTask<LakeIdentity> IdentifyAsync(IObjectStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await ReadIdentityAsync(store, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.NotFound($"No lake is at {store.Name}: {LakeIdentity.Key} is missing.");
    }

    /// <summary>Begins a transaction on a branch's newest commit.</summary>
    /// <exception cref="LakeException">NotFound: no such branch; near names are suggested.</exception>
    public ValueTask<Transactions.Transaction> BeginAsync(
        RefName branch, Transactions.TransactionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Transactions.Transaction.BeginAsync(this, branch, options, cancellationToken);
    }

    /// <summary>The commit of a branch's last 7 days that has an idempotency key; null for none. Saves the work of a step done before.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="idempotencyKey">The key.</param>
    /// <param name="request">What is asked for, as in <see cref="Transactions.CommitOptions.Request"/>; null compares nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Conflict: the key was used for something else. Refused: the log moves too fast for the key to be looked for.</exception>
    public async ValueTask<Transactions.CommitResult?> FindDoneAsync(
        RefName branch, string idempotencyKey, string? request = null, CancellationToken cancellationToken = default)
    {
        var step = await FindStepAsync(branch, idempotencyKey, request, [LogOperation.Commit], cancellationToken).ConfigureAwait(false);
        return step?.Commit;
    }

    /// <summary>What a branch's last 7 days have under an idempotency key: a commit, or a movement without one; null for none.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="idempotencyKey">The key.</param>
    /// <param name="request">What is asked for, as in <see cref="Transactions.CommitOptions.Request"/>; null compares nothing.</param>
    /// <param name="operations">What the step may have come to; anything else under the key is another change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Conflict: the key was used for something else. Refused: the log moves too fast for the key to be looked for.</exception>
    public async ValueTask<DoneStep?> FindStepAsync(
        RefName branch, string idempotencyKey, string? request, IReadOnlyCollection<LogOperation> operations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operations);
        var moment = await Writer.LookAsync(branch.Log, cancellationToken).ConfigureAwait(false);
        var hit = await new KeySearch(this, branch.Log).FindAsync(idempotencyKey, moment, cancellationToken).ConfigureAwait(false);
        if (hit is null)
        {
            return null;
        }

        RequestDigest.CheckStep(idempotencyKey, hit, operations, RequestDigest.Of(request));
        return new DoneStep(hit.Stored, hit.Member is not { } member ? null : new Transactions.CommitResult(
            Transactions.CommitStatus.Replayed,
            await Commits.ReadAsync(member.Commit, cancellationToken).ConfigureAwait(false),
            new LogState(branch.Log, hit.Stored.Entry.N)));
    }

    /// <summary>The tree of a commit. Reading it says Expired where its content was let go.</summary>
    public Tree TreeOf(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        return Tree.Open(new NodeSource(new CommitRanges(this, commit), NodeCache), new TreeRoot(commit.Record.Root, commit.RootPlace, commit.Record.Totals));
    }

    /// <summary>The tree of a root that no commit names, as a staged transaction has one.</summary>
    public Tree TreeOf(TreeRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return Tree.Open(Nodes, root);
    }

    /// <summary>Reads the content of a commit's entries. As <see cref="Content"/>, but what a collection let go of is told as Expired, not as damage.</summary>
    public ContentReader ContentOf(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        return new ContentReader(new CommitRanges(this, commit));
    }

    /// <summary>The store's clock, in UTC.</summary>
    public ValueTask<DateTimeOffset> StoreTimeAsync(CancellationToken cancellationToken = default) => Store.GetTimeAsync(cancellationToken);

    /// <summary>Refuses to change a mirror.</summary>
    /// <exception cref="LakeException">Refused.</exception>
    internal void CheckWritable()
    {
        if (!MirrorMutants.HasFlag(MirrorMutants.Collects))
        {
            Lineage.CheckWritable(Store.Name);
        }
    }

    internal async ValueTask<GcView> ReadGcAsync(CancellationToken cancellationToken)
    {
        var gc = await GcView.ReadAsync(Store, Lineage, cancellationToken).ConfigureAwait(false);
        return Mutants.HasFlag(WriterMutants.SourcesUnchecked) ? gc with { LowWater = GcView.None.LowWater } : gc;
    }

    // What stands at the key counts. Where nothing does after an unclear answer, the request may still take effect.
    private static async ValueTask<LakeIdentity> CreateIdentityAsync(
        IObjectStore store, LakeIdentity identity, CancellationToken cancellationToken)
    {
        var bytes = identity.ToBytes();
        CreateOutcome outcome = default;
        for (var left = IdentityTries; left > 0; left--)
        {
            try
            {
                outcome = await store.CreateAsync(LakeIdentity.Key, bytes, cancellationToken).ConfigureAwait(false);
                if (await ReadIdentityAsync(store, cancellationToken).ConfigureAwait(false) is { } stored)
                {
                    return stored;
                }
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Unavailable)
            {
                outcome = new CreateOutcome(CreateResult.Unknown, e);
            }
        }

        throw new LakeException(
            LakeErrorKind.Unknown,
            $"It is unknown whether {LakeIdentity.Key} was written to {store.Name}: no clear answer came. Make the lake again: that finishes it, or says that it is there.",
            outcome.Cause);
    }

    private static async ValueTask<LakeException> NoLakeAsync(IObjectStore store, CancellationToken cancellationToken) =>
        await store.GetAsync(MirrorMark.Key, cancellationToken).ConfigureAwait(false) is { } mark
            ? LakeException.NotFound($"No lake is at {store.Name} yet: its mirroring did not finish. Go on with it: lv mirror {MirrorMark.FromBytes(mark).Source} {store.Name}")
            : LakeException.NotFound($"No lake is at {store.Name}: {LakeIdentity.Key} is missing. Make one with: lv init");

    private static async ValueTask<LakeIdentity?> ReadIdentityAsync(IObjectStore store, CancellationToken cancellationToken) =>
        await store.GetAsync(LakeIdentity.Key, cancellationToken).ConfigureAwait(false) is { } bytes
            ? LakeIdentity.FromBytes(bytes)
            : null;

    // Any process can finish: the root commit follows from lake.json, and a birth goes on from where it stopped.
    private async ValueTask<bool> FinishCreationAsync(string author, CancellationToken cancellationToken)
    {
        // The default branch can be neither deleted nor renamed, so where it is not live it never was.
        var branch = RefName.Branch(Identity.DefaultBranch);
        if (await Logs.HeadAsync(branch.Log, cancellationToken).ConfigureAwait(false) is { Entry.IsLive: true })
        {
            return false;
        }

        await Commits.WriteAsync(RootCommit, cancellationToken).ConfigureAwait(false);
        try
        {
            var start = new BirthState(RootCommit.Id, null);
            await Births.CreateAsync(branch, start, new LogOptions { Author = author, Message = "Make the lake" }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Conflict)
        {
            return false; // Another process finished first.
        }
    }
}
