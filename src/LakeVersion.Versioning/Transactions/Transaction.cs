using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Repacking;
using LakeVersion.Versioning.Settings;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>Changes on top of a base commit, published by one movement of a branch, or dropped.</summary>
/// <remarks>
/// It sees its base and its own writes. Methods may be called concurrently, but not together with or after
/// <see cref="CommitAsync"/>, which ends it. Disposing without a commit drops everything.
/// </remarks>
public sealed class Transaction : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly LakeStore lake;
    private readonly ChangeSet changes = new();
    private readonly Dictionary<string, IRebase> groups = new(StringComparer.Ordinal);
    private readonly HashSet<ReadRange> reads = [];
    private readonly HashSet<LogState> sources = [];
    private readonly bool isScratch;
    private bool ended;

    private Transaction(
        LakeStore lake, Id128 id, RefName branch, long baseNumber, Commit baseCommit, LogMoment? seen, Upload upload, TransactionOptions options)
    {
        this.lake = lake;
        Seen = seen;
        CheckedTo = baseNumber;
        Id = id;
        Branch = branch;
        BaseState = new LogState(branch.Log, baseNumber);
        Base = baseCommit;
        BaseTree = lake.TreeOf(baseCommit);
        Upload = upload;
        Isolation = options.Isolation;
        Rule = options.Rule;
        sources.Add(BaseState);
    }

    private Transaction(Transaction owner, Tree tree)
    {
        lake = owner.lake;
        Id = owner.Id;
        Branch = owner.Branch;
        BaseState = owner.BaseState;
        Base = owner.Base;
        BaseTree = tree;
        Upload = owner.Upload;
        isScratch = true;
    }

    /// <summary>The transaction's id, one for life.</summary>
    public Id128 Id { get; }

    /// <summary>The branch that it is for.</summary>
    public RefName Branch { get; }

    /// <summary>The state of the branch that it began with.</summary>
    public LogState BaseState { get; }

    /// <summary>The commit that it began with.</summary>
    public Commit Base { get; }

    /// <summary>The tree that it began with.</summary>
    public Tree BaseTree { get; }

    /// <summary>Where its content goes.</summary>
    public Upload Upload { get; }

    /// <summary>What it is kept apart from.</summary>
    public Isolation Isolation { get; }

    /// <summary>The number of paths that it has set so far.</summary>
    public int ChangeCount
    {
        get
        {
            lock (gate)
            {
                return changes.Count;
            }
        }
    }

    internal IChangeRule? Rule { get; }

    /// <summary>For a staged transaction: told the number and commit before each try.</summary>
    internal Func<long, CommitId, CancellationToken, ValueTask>? Sealing { get; set; }

    /// <summary>For a staged transaction: asked at each try, before anything is built, whether what it holds may still be published.</summary>
    internal Func<CancellationToken, ValueTask>? Checking { get; set; }

    /// <summary>For a repacking: brings the tree of each try to other places.</summary>
    internal TreePacker? Repacking { get; private set; }

    internal IReadOnlyCollection<LogState> Sources => sources;

    internal IReadOnlyDictionary<string, IRebase> Groups => groups;

    internal IReadOnlyCollection<ReadRange> Reads => reads;

    /// <summary>The number up to which the branch's entries were found to let this transaction follow them.</summary>
    internal long CheckedTo { get; set; }

    /// <summary>What the branch looked like at the beginning; null for a staged transaction.</summary>
    internal LogMoment? Seen { get; }

    /// <summary>Wants an entry at a path. Its content is in the lake already: uploaded here, or taken from a declared source.</summary>
    public void Put(LakePath path, TreeEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Set(path, entry);
    }

    /// <summary>Wants no entry at a path.</summary>
    public void Delete(LakePath path) => Set(path, null);

    /// <summary>The entry at a path, own writes included; null where there is none.</summary>
    public async ValueTask<TreeEntry?> GetAsync(LakePath path, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (changes.TryGet(path, out var wish))
            {
                return wish;
            }

            RecordReadLocked(new ReadRange(path.Value, IsPrefix: false));
        }

        return await BaseTree.GetAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Entries whose paths begin with a text, in path order, own writes included.</summary>
    /// <param name="prefix">The beginning; empty for all.</param>
    /// <param name="startAfter">Only paths after this text; null begins at the first.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public IAsyncEnumerable<TreeItem> ScanAsync(string prefix, string? startAfter = null, CancellationToken cancellationToken = default)
    {
        List<PathChange> own;
        lock (gate)
        {
            RecordReadLocked(new ReadRange(prefix, IsPrefix: true));
            own = changes.Under(prefix);
        }

        return ChangeSet.ViewAsync(BaseTree, own, prefix, startAfter, cancellationToken);
    }

    /// <summary>The own writes under a prefix, in path order.</summary>
    public IReadOnlyList<PathChange> Changes(string prefix = "")
    {
        lock (gate)
        {
            return changes.Under(prefix);
        }
    }

    /// <summary>Takes the own writes under a prefix back to what <see cref="Changes"/> gave earlier; what was uploaded since stays unused.</summary>
    public void Rewind(string prefix, IReadOnlyList<PathChange> earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        lock (gate)
        {
            changes.Rewind(prefix, earlier);
        }
    }

    /// <summary>Makes all paths under a prefix one group, which <paramref name="rebase"/> carries over as a whole.</summary>
    public void Group(string prefix, IRebase rebase)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        ArgumentNullException.ThrowIfNull(rebase);
        lock (gate)
        {
            groups[prefix] = rebase;
        }
    }

    /// <summary>Declares that entries are taken over from a state of a log; publishing refuses it once it is expired.</summary>
    public void Use(LogState source)
    {
        lock (gate)
        {
            sources.Add(source);
        }
    }

    /// <summary>
    /// Wants what the branch's tree needs of packs that hold little else of it in packs of its own. Ids stay, and so does all content; nothing else is
    /// deleted, but once no kept state needs the old packs a collection frees them.
    /// </summary>
    /// <param name="belowPercent">Packs of which the tree needs less than this share of their bytes, in percent, 1 to 100.</param>
    /// <param name="cancellationToken">Ends the reading of the tree.</param>
    /// <returns>What is to be done; <see cref="CommitAsync"/> does it, for whatever the branch holds by then.</returns>
    /// <exception cref="LakeException">Refused: only merges may change the branch. Corrupt: a node of the tree cannot be read.</exception>
    public async ValueTask<RepackPlan> RepackAsync(int belowPercent, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(belowPercent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(belowPercent, 100);
        var (packs, plan) = await new PackShares(lake, BaseTree, Upload.Erased, belowPercent).DecideAsync(cancellationToken).ConfigureAwait(false);
        if (packs.Count > 0)
        {
            // Before anything is copied that nobody could publish.
            BranchRules.Of(lake, Branch, (await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false)).Value).CheckDirectCommit();
        }

        lock (gate)
        {
            CheckOpenLocked();
            Repacking = packs.Count == 0 ? null : new TreePacker(lake, Upload, packs);
        }

        return plan;
    }

    /// <summary>A transaction on any tree that is never committed, for what is worked out on the way: the base of a merge, say.</summary>
    /// <remarks>It shares this one's upload, so what it makes can be taken over here; it ends with this one.</remarks>
    /// <param name="tree">What it begins with: a tree of the lake, or one that came of another such transaction of this one.</param>
    public Transaction Scratch(Tree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return new Transaction(this, tree);
    }

    /// <summary>The base with the own writes as a tree, read through the transaction's upload. Nothing is published.</summary>
    public ValueTask<Tree> ToTreeAsync(CancellationToken cancellationToken = default) =>
        TreeEditor.ApplyAsync(BaseTree, Changes(), lake.Split, Upload, cancellationToken);

    /// <summary>Publishes the changes as one commit, rebased where the branch moved on meanwhile.</summary>
    /// <exception cref="ConflictException">The branch changed what the transaction changed (or, serializable, read).</exception>
    /// <exception cref="UnknownOutcomeException">No clear answer came; the commit may still take effect.</exception>
    /// <exception cref="LakeException">Conflict: the branch was reset, deleted or renamed since, or is not at the head asked for.
    /// Expired: a source or upload was let go. Refused: a rule of the branch, or a check that it asks for. Unavailable: others won until the deadline.</exception>
    public async ValueTask<CommitResult> CommitAsync(CommitOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        CommitText.Check(options.Message, options.Author, options.Metadata, options.Committer);
        CommitText.CheckKey(options.IdempotencyKey);
        if (isScratch)
        {
            throw LakeException.Invalid($"A scratch transaction of {Branch} is never committed.");
        }

        await MergedParents.CheckAsync(lake, options, cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            CheckOpenLocked();
            ended = true;
        }

        if (Repacking is { } repacking)
        {
            // Nobody else's commit waits for the copying, and no try runs out of patience by it: what comes between costs little.
            await CheckCollectedAsync(await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            await repacking.MoveAsync(BaseTree, cancellationToken).ConfigureAwait(false);
        }

        return await lake.Committers.For(Branch).CommitAsync(this, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            ended = true;
        }

        Upload.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static async ValueTask<Transaction> BeginAsync(
        LakeStore lake, RefName branch, TransactionOptions options, CancellationToken cancellationToken)
    {
        if (branch.Kind != RefKind.Branch)
        {
            throw LakeException.Invalid($"{branch} stands still; commits are made on branches.");
        }

        // The head first, then the collection record (protocol: writers, rule 6).
        var moment = await lake.Writer.LookAsync(branch.Log, cancellationToken).ConfigureAwait(false);
        if (moment.Head?.Entry is not { After: { } commit } head)
        {
            // Resolving says it best: deleted, renamed, or never there, with near names.
            await lake.Revisions.ResolveAsync("branch:" + branch.Name, cancellationToken).ConfigureAwait(false);
            throw LakeException.NotFound($"{branch} is not live.");
        }

        var upload = await OpenUploadAsync(lake, moment.Gc, moment.Settings, cancellationToken).ConfigureAwait(false);
        var baseCommit = await lake.Commits.ReadAsync(commit, cancellationToken).ConfigureAwait(false);
        return new Transaction(lake, Id128.Create(lake.Entropy), branch, head.N, baseCommit, moment, upload, options);
    }

    /// <summary>Goes on with a staged transaction from the state of a branch that it began with.</summary>
    internal static async ValueTask<Transaction> ContinueAsync(
        LakeStore lake, RefName branch, long number, CommitId commit, Id128 id, TransactionOptions options, CancellationToken cancellationToken)
    {
        var gc = await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false);
        var settings = await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false);
        var upload = await OpenUploadAsync(lake, gc, settings, cancellationToken).ConfigureAwait(false);
        var baseCommit = await lake.Commits.ReadAsync(commit, cancellationToken).ConfigureAwait(false);
        return new Transaction(lake, id, branch, number, baseCommit, null, upload, options);
    }

    /// <summary>Holds sources and uploads against a collection record (protocol: writers, rule 6), and keeps later uploads out of its reach.</summary>
    /// <exception cref="LakeException">Expired: a source, or something uploaded, was let go.</exception>
    internal async ValueTask CheckCollectedAsync(GcView gc, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            gc.CheckSource(source);
        }

        if (lake.Mutants.HasFlag(WriterMutants.UploadsUnchecked) || (lake.Mutants.HasFlag(WriterMutants.OwnEpoch) && gc.K == Seen?.Gc.K))
        {
            return;
        }

        if (Upload.Epochs is [var oldest, ..])
        {
            if (oldest <= gc.SweepMax)
            {
                throw LakeException.Expired(
                    $"Transaction {Id} uploaded to epoch {oldest}, which collection {gc.K} may delete from; it took too long. Begin again.");
            }
        }
        else if (gc.K > 0)
        {
            // Nothing is uploaded yet, but what comes would go to the epoch of the beginning.
            var time = await lake.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
            await Upload.MoveToEpochAsync(gc.EpochFor(lake.Identity.EpochOf(time)), cancellationToken).ConfigureAwait(false);
        }
    }

    // Several commands may work on one staged transaction, so uploads are named by an id of their own.
    private static async ValueTask<Upload> OpenUploadAsync(LakeStore lake, GcView gc, SettingsState settings, CancellationToken cancellationToken)
    {
        lake.CheckWritable(); // Before anything is stored that nobody could publish.
        var time = await lake.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var epoch = lake.Mutants.HasFlag(WriterMutants.OwnEpoch) ? lake.Identity.EpochOf(lake.Time.GetUtcNow()) : gc.EpochFor(lake.Identity.EpochOf(time));

        // A lake in which nothing was ever erased says so in its settings, which are read anyway.
        var erased = settings.Value.WriterFeatures.Contains(KnownFeatures.Erasures) ? await lake.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false) : ErasedPlaces.None;
        return new Upload(lake.Store, Id128.Create(lake.Entropy), epoch, lake.NodeCache, outside: lake.Outside) { Erasures = lake.Erasures, Erased = erased };
    }

    private void Set(LakePath path, TreeEntry? entry)
    {
        lock (gate)
        {
            CheckOpenLocked();
            changes.Set(path, entry);
        }
    }

    private void CheckOpenLocked()
    {
        if (ended)
        {
            throw LakeException.Invalid($"The transaction {Id} has ended; begin a new one.");
        }
    }

    private void RecordReadLocked(ReadRange read)
    {
        if (Isolation == Isolation.Serializable)
        {
            reads.Add(read);
        }
    }
}

/// <summary>How a transaction is begun.</summary>
public sealed record TransactionOptions
{
    /// <summary>What it is kept apart from. Default snapshot isolation.</summary>
    public Isolation Isolation { get; init; }

    /// <summary>A rule that its changes must keep; null for none.</summary>
    public IChangeRule? Rule { get; init; }
}
