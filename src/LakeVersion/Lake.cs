using LakeVersion.Changes;
using LakeVersion.Delta;
using LakeVersion.Erasing;
using LakeVersion.History;
using LakeVersion.Mirroring;
using LakeVersion.Outside;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Tracing;
using LakeVersion.Verifying;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Revisions;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion;

/// <summary>A lake: files and Delta tables in one root of an object store, with branches, commits, time travel and an audit history.</summary>
/// <remarks>Safe for concurrent use by any number of threads; any number of processes may open the same lake.</remarks>
public sealed class Lake : IAsyncDisposable
{
    private readonly IObjectStore store;

    private Lake(IObjectStore store, LakeStore lake, LakeOptions options)
    {
        this.store = store;
        Store = lake;
        Options = options;
        External = options.ExternalFor(store);
        Tables = new DeltaContext(options.Parquet, options.Time, options.Entropy) { Background = options.Background };
        Audit = new AuditReader(lake);
        Chains = new ChainVerifier(lake);
        Log = new CommitLog(lake);
        Erasures = new LakeErasures(this);
    }

    /// <summary>The lake's id.</summary>
    public Id128 Id => Store.Id;

    /// <summary>What makes this a mirror of another lake, changed by mirroring alone; null for a lake of its own.</summary>
    public MirrorMark? Mirror => Store.Mirror;

    /// <summary>Where the lake is, without credentials.</summary>
    public string Location => store.Name;

    /// <summary>The branch that is meant where none is named.</summary>
    public string DefaultBranch => Store.Identity.DefaultBranch;

    /// <summary>The lake below the level of tables: logs, commits, trees, names, settings.</summary>
    public LakeStore Store { get; }

    /// <summary>The audit history.</summary>
    public AuditReader Audit { get; }

    /// <summary>Checks the audit history's chains.</summary>
    public ChainVerifier Chains { get; }

    /// <summary>The commits behind a revision.</summary>
    public CommitLog Log { get; }

    /// <summary>Takes content out of all history.</summary>
    public LakeErasures Erasures { get; }

    /// <summary>The rules that protect branches.</summary>
    public ProtectionRules Protection => Store.Protection;

    /// <summary>For tests of tests.</summary>
    internal TableMutants Mutants { get; set; }

    internal LakeOptions Options { get; }

    internal ExternalAccess External { get; }

    internal DeltaContext Tables { get; }

    /// <summary>Makes a lake at a location, such as <c>./my-lake</c>, with its default branch.</summary>
    /// <exception cref="LakeException">Conflict: a lake is there already.</exception>
    public static ValueTask<Lake> CreateAsync(
        string location, LakeOptions? options = null, string defaultBranch = "main", CancellationToken cancellationToken = default)
    {
        options ??= new LakeOptions();
        return CreateAsync(options.OpenStore(location), options with { Location = location }, defaultBranch, cancellationToken);
    }

    /// <summary>Makes a lake in a store, with its default branch.</summary>
    /// <exception cref="LakeException">Conflict: a lake is there already.</exception>
    public static async ValueTask<Lake> CreateAsync(
        IObjectStore store, LakeOptions? options = null, string defaultBranch = "main", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new LakeOptions();
        var creation = new LakeCreation { Author = options.Author, DefaultBranch = defaultBranch };
        store = SingleWriter.Store(store, options);
        var lake = await LakeStore.CreateAsync(store, options.ToStoreOptions(store), creation, cancellationToken).ConfigureAwait(false);
        await SingleWriter.RecordAsync(store, lake, options, cancellationToken).ConfigureAwait(false);
        return new Lake(store, lake, options);
    }

    /// <summary>Opens the lake at a location.</summary>
    /// <exception cref="LakeException">NotFound: no lake is there. Unsupported: a newer format, or a scheme that no provider opens.</exception>
    public static ValueTask<Lake> OpenAsync(string location, LakeOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LakeOptions();
        return OpenAsync(options.OpenStore(location), options with { Location = location }, cancellationToken);
    }

    /// <summary>Opens the lake in a store.</summary>
    /// <exception cref="LakeException">NotFound: no lake is there. Unsupported: a newer format.</exception>
    public static async ValueTask<Lake> OpenAsync(
        IObjectStore store, LakeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new LakeOptions();
        store = SingleWriter.Store(store, options);
        var lake = await LakeStore.OpenAsync(store, options.ToStoreOptions(store), cancellationToken).ConfigureAwait(false);
        await SingleWriter.RecordAsync(store, lake, options, cancellationToken).ConfigureAwait(false);
        return new Lake(store, lake, options);
    }

    /// <summary>A branch by name. Nothing is read yet.</summary>
    /// <exception cref="LakeException">Invalid: no branch can have the name.</exception>
    public LakeBranch Branch(string name) => new(this, RefName.Branch(name));

    /// <summary>The live branches, in order of their stored names.</summary>
    public ValueTask<IReadOnlyList<NamedHead>> BranchesAsync(CancellationToken cancellationToken = default) =>
        Store.Catalog.ListAsync(RefKind.Branch, cancellationToken: cancellationToken);

    /// <summary>The live tags, in order of their stored names.</summary>
    public ValueTask<IReadOnlyList<NamedHead>> TagsAsync(CancellationToken cancellationToken = default) =>
        Store.Catalog.ListAsync(RefKind.Tag, cancellationToken: cancellationToken);

    /// <summary>Makes a branch at a revision, such as <c>main</c> or <c>v1.2~3</c>.</summary>
    /// <exception cref="LakeException">Conflict: the name is taken. NotFound or Expired: the revision is.</exception>
    public async ValueTask<LakeBranch> CreateBranchAsync(
        string name, string from, LogOptions? options = null, CancellationToken cancellationToken = default)
    {
        var start = await Store.Revisions.ResolveAsync(from, cancellationToken).ConfigureAwait(false);
        await Store.Births.CreateAsync(RefName.Branch(name), start.AsBirth, options ?? Say(), cancellationToken).ConfigureAwait(false);
        return Branch(name);
    }

    /// <summary>Makes a tag at a revision.</summary>
    /// <exception cref="LakeException">Conflict: the name is taken. NotFound or Expired: the revision is.</exception>
    public async ValueTask<StoredEntry> CreateTagAsync(
        string name, string at, LogOptions? options = null, CancellationToken cancellationToken = default)
    {
        var start = await Store.Revisions.ResolveAsync(at, cancellationToken).ConfigureAwait(false);
        return await Store.Births.CreateAsync(RefName.Tag(name), start.AsBirth, options ?? Say(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a staged transaction for another step, or to commit or abort it.</summary>
    /// <exception cref="LakeException">NotFound: no such transaction, or it has ended.</exception>
    public async ValueTask<LakeTransaction> OpenStagedAsync(Id128 id, CancellationToken cancellationToken = default)
    {
        var options = new TransactionOptions { Rule = TableRule.Instance };
        var staged = await StagedTransaction.OpenAsync(Store, id, options, cancellationToken).ConfigureAwait(false);
        var inner = staged.Transaction;
        foreach (var change in inner.Changes().Where(change => TablePath.IsInLog(change.Path.Value)))
        {
            inner.Group(TablePath.Prefix(TablePath.OfLogFile(change.Path.Value)), new TableRebaser(Tables, mutants: Mutants));
        }

        return new LakeTransaction(this, inner, staged);
    }

    /// <summary>The lake as it is, or was, at a revision: a branch, tag, id, <c>main~3</c>, <c>main@{2026-11-01T00:00Z}</c> …</summary>
    /// <exception cref="LakeException">Invalid: malformed. NotFound: no such revision; near names are suggested. Expired: it was let go.</exception>
    public async ValueTask<LakeSnapshot> AtAsync(string revision, CancellationToken cancellationToken = default) =>
        At(await Store.Revisions.ResolveAsync(revision, cancellationToken).ConfigureAwait(false));

    /// <summary>The best common ancestors of two revisions, greatest generation first: one for ordinary histories, several after crosswise merges.</summary>
    /// <exception cref="LakeException">As <see cref="AtAsync"/>.</exception>
    public async ValueTask<IReadOnlyList<Commit>> MergeBasesAsync(string left, string right, CancellationToken cancellationToken = default)
    {
        var one = await Store.Revisions.ResolveAsync(left, cancellationToken).ConfigureAwait(false);
        var other = await Store.Revisions.ResolveAsync(right, cancellationToken).ConfigureAwait(false);
        return await Store.MergeBases.FindAsync(one.Commit, other.Commit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The lake where two revisions parted: at the best common ancestor of both, for a comparison with either.</summary>
    /// <exception cref="LakeException">As <see cref="AtAsync"/>. Unsupported: there are several best common ancestors, since branches were
    /// merged crosswise; the message names them.</exception>
    public async ValueTask<LakeSnapshot> WherePartedAsync(string left, string right, CancellationToken cancellationToken = default)
    {
        var bases = await MergeBasesAsync(left, right, cancellationToken).ConfigureAwait(false);
        return bases.Count == 1
            ? await AtAsync(bases[0].Id.ToString(), cancellationToken).ConfigureAwait(false)
            : throw LakeException.Unsupported(
                $"'{left}' and '{right}' were merged crosswise and have {bases.Count} best common ancestors: {string.Join(", ", bases.Select(commit => commit.Id.Abbreviated))}. "
                + "Compare with one of them by two dots.");
    }

    /// <summary>The lake at a revision that was resolved before.</summary>
    public LakeSnapshot At(ResolvedRevision revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        return new LakeSnapshot(this, revision);
    }

    /// <summary>Finds the commit that made something bad, by testing few commits between a good and a bad revision: about log2 of their number.</summary>
    /// <param name="good">A revision that is good; all before it count as good.</param>
    /// <param name="bad">A revision that is bad.</param>
    /// <param name="test">Tells of a revision whether it is good.</param>
    /// <param name="options">How; null for all parents.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="LakeException">Invalid: no commit lies between, or the histories part at a bad commit. NotFound or Expired: a revision is.</exception>
    public async ValueTask<BisectResult> BisectAsync(
        string good,
        string bad,
        Func<LakeSnapshot, CancellationToken, ValueTask<BisectAnswer>> test,
        BisectOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        var from = await Store.Revisions.ResolveAsync(good, cancellationToken).ConfigureAwait(false);
        var to = await Store.Revisions.ResolveAsync(bad, cancellationToken).ConfigureAwait(false);
        return await new Bisection(this, test, options ?? new BisectOptions()).RunAsync(from, to, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes or refreshes the mirror of this lake at a location: only what is new is moved, and each byte is checked.</summary>
    /// <inheritdoc cref="MirrorAsync(IObjectStore, MirrorOptions?, CancellationToken)"/>
    public async ValueTask<MirrorResult> MirrorAsync(string location, MirrorOptions? options = null, CancellationToken cancellationToken = default)
    {
        var target = Options.OpenStore(location);
        try
        {
            return await MirrorAsync(target, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (target is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Makes or refreshes the mirror of this lake in a store: only what is new is moved, and each byte is checked.</summary>
    /// <remarks>A run that was killed is gone on with by the next. A mirror is read like any lake, and is changed by mirroring alone until it is
    /// promoted.</remarks>
    /// <exception cref="LakeException">Conflict: something else is there, or the mirror has parted from the lake, at an entry that is named.
    /// Refused: it was promoted. Invalid: it was begun with other options. Corrupt: something of this lake is damaged, which is named.</exception>
    public ValueTask<MirrorResult> MirrorAsync(IObjectStore target, MirrorOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return LakeMirror.RunAsync(this, target, options ?? new MirrorOptions(), cancellationToken);
    }

    /// <summary>Makes this mirror a lake of its own with a new id. Open it again to write to it.</summary>
    /// <exception cref="LakeException">Conflict: it is no mirror. Refused: it is a partial one.</exception>
    public ValueTask<Promotion> PromoteAsync(CancellationToken cancellationToken = default) =>
        MirrorPromotion.RunAsync(Store, Options.Author, cancellationToken);

    /// <summary>Checks that all of the lake that is kept is there and is what it must be. Writes nothing; a lake that cannot be opened is checked by
    /// <see cref="LakeCheck.RunAsync"/>.</summary>
    /// <param name="options">What to look at; null for everything but the bytes of content.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="LakeException">As <see cref="LakeCheck.RunAsync"/>.</exception>
    public ValueTask<LakeCheckReport> CheckAsync(VerifyOptions? options = null, CancellationToken cancellationToken = default) =>
        LakeCheck.RunAsync(store, Options, options, cancellationToken);

    /// <summary>The lake over a store that somebody else opened and disposes of.</summary>
    internal static Lake Over(IObjectStore store, LakeStore lake, LakeOptions options) => new(store, lake, options);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;

    internal LogOptions Say(string? message = null) => new() { Author = Options.Author, Message = message };
}
