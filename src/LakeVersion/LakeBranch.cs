using LakeVersion.Changes;
using LakeVersion.Checks;
using LakeVersion.History;
using LakeVersion.Merging;
using LakeVersion.Publishing;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Repacking;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion;

/// <summary>A branch of a lake, by name. Holds no state: every call looks at where the branch stands.</summary>
public sealed class LakeBranch
{
    private readonly Lake lake;

    internal LakeBranch(Lake lake, RefName name) => (this.lake, Ref) = (lake, name);

    /// <summary>The branch's name.</summary>
    public string Name => Ref.Name;

    /// <summary>The branch's name, as names of all kinds are written.</summary>
    public RefName Ref { get; }

    /// <summary>The lake as the branch has it now.</summary>
    /// <exception cref="LakeException">NotFound: no such branch.</exception>
    public ValueTask<LakeSnapshot> HeadAsync(CancellationToken cancellationToken = default) =>
        lake.AtAsync("branch:" + Name, cancellationToken);

    /// <summary>Begins a transaction on the branch's newest commit.</summary>
    /// <exception cref="LakeException">NotFound: no such branch.</exception>
    public async ValueTask<LakeTransaction> BeginAsync(
        Isolation isolation = Isolation.Snapshot, CancellationToken cancellationToken = default)
    {
        var options = new TransactionOptions { Isolation = isolation, Rule = TableRule.Instance };
        return new LakeTransaction(lake, await lake.Store.BeginAsync(Ref, options, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Begins a transaction that may change files of tables one by one, to repair what no table command can.</summary>
    /// <remarks>Nothing checks that a table is still one afterwards.</remarks>
    /// <exception cref="LakeException">NotFound: no such branch.</exception>
    public async ValueTask<LakeTransaction> BeginRawAsync(CancellationToken cancellationToken = default) =>
        new(lake, await lake.Store.BeginAsync(Ref, new TransactionOptions(), cancellationToken).ConfigureAwait(false), isRaw: true);

    /// <summary>Begins a transaction whose steps several commands or processes take one after the other; returns its id.</summary>
    /// <exception cref="LakeException">NotFound: no such branch.</exception>
    public ValueTask<Id128> BeginStagedAsync(LogOptions? options = null, CancellationToken cancellationToken = default) =>
        StagedTransaction.BeginAsync(lake.Store, Ref, options ?? lake.Say(), cancellationToken);

    /// <summary>Moves the branch forward to a revision that descends from it; null where it stands there already.</summary>
    /// <exception cref="LakeException">Refused: the histories have parted; <see cref="MergeAsync"/> merges them.</exception>
    public async ValueTask<StoredEntry?> FastForwardAsync(
        string revision, LogOptions? options = null, CancellationToken cancellationToken = default)
    {
        var target = await lake.Store.Revisions.ResolveAsync(revision, cancellationToken).ConfigureAwait(false);
        options ??= lake.Say();
        options = options with { Request = options.Request ?? $"fast-forward {revision}" };
        return await lake.Store.Moves.FastForwardAsync(Ref, target.Commit, target.Source, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings into the branch what a revision changed since both parted: files path by path, tables by Delta's actions and by row.</summary>
    /// <param name="source">The branch, tag or commit to merge; theirs. This branch is ours.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="cancellationToken">Ends the wait; a commit may still take effect.</param>
    /// <returns>What came of it. Conflicts are data: with any undecided nothing is changed.</returns>
    /// <remarks>The commit is the merge of exactly its two parents: where the branch moves on meanwhile, the merge is done again.</remarks>
    /// <exception cref="LakeException">Invalid: the branch itself, or a resolution that does not match the conflicts. Refused: not a
    /// fast-forward where only that was wanted, or a rule of the branch. Expired: what both parted from was let go.</exception>
    public ValueTask<MergeResult> MergeAsync(string source, MergeOptions? options = null, CancellationToken cancellationToken = default) =>
        new BranchMerge(lake, this, source, options ?? new MergeOptions()).RunAsync(cancellationToken);

    /// <summary>Writes, audits, publishes: runs work on a fresh branch, checks what this branch would then hold, and moves it there if all
    /// checks pass. Else the fresh branch is kept, and this one is untouched.</summary>
    /// <param name="work">Commits to the branch that it is given, as often as it likes.</param>
    /// <param name="checks">The checks; what a protection rule asks for runs besides, from <see cref="LakeOptions.Checks"/>.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="cancellationToken">Ends the wait; the movement may still take effect.</param>
    /// <returns>What came of it: failed checks and conflicts are data.</returns>
    /// <remarks>What was checked is exactly what is published: where this branch got other commits meanwhile, the merge of both is what is
    /// checked, and again where it goes on. What <paramref name="work"/> throws passes through; its branch is kept if it has commits.</remarks>
    /// <exception cref="LakeException">Refused: a rule of this branch. Conflict: it did not stand still within the options' patience.</exception>
    public ValueTask<PublishResult> PublishAsync(
        Func<LakeBranch, CancellationToken, ValueTask> work,
        IReadOnlyList<ICheck> checks,
        PublishOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(checks);
        return new Publication(lake, this, checks, options ?? new PublishOptions()).RunAsync(work, cancellationToken);
    }

    /// <summary>Publishes a branch that is there into this one if checks pass on what this one would then hold. The branch is kept.</summary>
    /// <inheritdoc cref="PublishAsync(Func{LakeBranch, CancellationToken, ValueTask}, IReadOnlyList{ICheck}, PublishOptions?, CancellationToken)"/>
    public ValueTask<PublishResult> PublishAsync(
        LakeBranch source, IReadOnlyList<ICheck> checks, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(checks);
        return source.Ref == Ref
            ? throw LakeException.Invalid($"{Ref} cannot be published into itself. Name the branch that holds the work.")
            : new Publication(lake, this, checks, options ?? new PublishOptions()).RunAsync(source, cancellationToken);
    }

    /// <summary>Brings content back to what it was at a revision, by a new commit. Tables go forward by a restoring version.</summary>
    /// <param name="revision">The revision to go back to.</param>
    /// <param name="path">A file, folder or table; null for the whole lake.</param>
    /// <param name="options">What the commit says; null writes a sentence.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<CommitResult> RollbackAsync(
        string revision, string? path = null, CommitOptions? options = null, CancellationToken cancellationToken = default) =>
        new Rollback(lake, this).RunAsync(revision, path, Asked(options, $"rollback {path ?? "/"} to {revision}"), cancellationToken);

    /// <summary>Brings what the branch's head needs of packs that hold little else of it into packs of its own, by a commit that changes nothing.</summary>
    /// <param name="belowPercent">Packs of which the head needs less than this share of their bytes, in percent, 1 to 100.</param>
    /// <param name="options">What the commit says; null writes a sentence.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was brought together. Nothing is freed yet: collections free the old packs once no kept state needs them.</returns>
    /// <exception cref="LakeException">Refused: only merges may change the branch. Expired: something that was copied was erased meanwhile; call again.
    /// Corrupt: something that the head needs cannot be read.</exception>
    public ValueTask<RepackResult> RepackAsync(int belowPercent = 50, CommitOptions? options = null, CancellationToken cancellationToken = default) =>
        Repack.RunAsync(lake, this, belowPercent, Asked(options, $"repack {belowPercent}"), cancellationToken);

    /// <summary>What <see cref="RepackAsync"/> would bring together now. Reads the tree and the sizes of its packs, and writes nothing.</summary>
    /// <param name="belowPercent">As there.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LakeException">As there.</exception>
    public ValueTask<RepackPlan> PlanRepackAsync(int belowPercent = 50, CancellationToken cancellationToken = default) =>
        Repack.PlanAsync(this, belowPercent, cancellationToken);

    /// <summary>Undoes what given commits changed, by a new commit; later changes of other paths, rows and files stay.</summary>
    /// <exception cref="ConflictException">Later commits changed the same; nothing was committed.</exception>
    public ValueTask<CommitResult> RevertAsync(
        IReadOnlyList<string> revisions, CommitOptions? options = null, CancellationToken cancellationToken = default) =>
        new Revert(lake, this).RunAsync(revisions, Asked(options, $"revert {string.Join(' ', revisions)}"), cancellationToken);

    /// <summary>Undoes what commits or ranges of commits changed, by one new commit; conflicts are data, and can be decided.</summary>
    /// <param name="revisions">Commits, and ranges <c>A..B</c> along first parents; merges in a range go back to their first parent.</param>
    /// <param name="options">How; <see cref="PickOptions.Parent"/> chooses the parent of merges that are named.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Refused: a merge without a parent chosen, or the root. Invalid: a range or a resolution.</exception>
    public ValueTask<MergeResult> RevertAsync(
        IReadOnlyList<string> revisions, PickOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(revisions);
        ArgumentNullException.ThrowIfNull(options);
        return new Revert(lake, this).RunAsync(revisions, options with { Commit = Asked(options.Commit, $"revert {string.Join(' ', revisions)}") }, cancellationToken);
    }

    /// <summary>Brings the changes of single commits into the branch, each against its first parent, as commits of their own messages and authors.</summary>
    /// <param name="revisions">Commits in the order wanted, and ranges <c>A..B</c>: what B has and A lacks, merges left out.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What came of it. With a conflict nothing is changed, however many commits went well before it.</returns>
    /// <exception cref="LakeException">Invalid: a range or a resolution. Refused: the root, or a rule of the branch.</exception>
    public ValueTask<MergeResult> CherryPickAsync(
        IReadOnlyList<string> revisions, PickOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(revisions);
        return new CherryPick(lake, this, options ?? new PickOptions()).RunAsync(revisions, cancellationToken);
    }

    /// <summary>Makes the branch's own commits anew on top of a revision, and moves the branch there.</summary>
    /// <param name="onto">The revision.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What came of it. With a conflict nothing is changed; <see cref="MergeResult.At"/> is the commit that met it.</returns>
    /// <remarks>Logs of tables go back to the revision's and on from there: whoever reads the branch's tables by version is misled, so it
    /// is for branches of one's own. What the branch leaves is found by id or <c>@{#n}</c>.</remarks>
    /// <exception cref="LakeException">Refused: a protected branch.</exception>
    public ValueTask<MergeResult> RebaseAsync(string onto, PickOptions? options = null, CancellationToken cancellationToken = default) =>
        new Rebase(lake, this, options ?? new PickOptions()).RunAsync(onto, cancellationToken);

    /// <summary>Puts the branch's commits since a revision into one, which has the same content and says what it stands for.</summary>
    /// <param name="since">The revision that the one commit follows: an ancestor of the branch.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Invalid: the branch does not descend from it. Refused: a protected branch.</exception>
    public ValueTask<MergeResult> SquashAsync(string since, PickOptions? options = null, CancellationToken cancellationToken = default) =>
        new Squash(lake, this, options ?? new PickOptions()).RunAsync(since, cancellationToken);

    /// <summary>Moves the branch to a revision; what it leaves stays in the audit history and can be found by id or <c>@{#n}</c>.</summary>
    /// <exception cref="LakeException">Refused: a protected branch, or, without <paramref name="force"/>, a table's log would go back.</exception>
    public ValueTask<StoredEntry> ResetAsync(
        string revision, bool force = false, LogOptions? options = null, CancellationToken cancellationToken = default) =>
        new Reset(lake, this).RunAsync(
            revision, force, options is null ? null : options with { Request = options.Request ?? $"reset {revision}" }, cancellationToken);

    /// <summary>Takes back a movement of the branch by a new commit; its last one where none is given.</summary>
    /// <exception cref="ConflictException">Later movements changed the same; nothing was committed.</exception>
    public ValueTask<CommitResult> UndoAsync(
        long? entry = null, CommitOptions? options = null, CancellationToken cancellationToken = default) =>
        new Undo(lake, this).RunAsync(entry, Asked(options, $"undo {entry}"), cancellationToken);

    /// <summary>Takes back the branch's last movement by moving the branch itself.</summary>
    /// <exception cref="LakeException">Refused: a protected branch, a group of several commits, or, without
    /// <paramref name="force"/>, a table's log would go back.</exception>
    public ValueTask<StoredEntry> UndoMovementAsync(
        bool force = false, LogOptions? options = null, CancellationToken cancellationToken = default) =>
        new Undo(lake, this).MoveBackAsync(force, options, cancellationToken);

    /// <summary>The commit of the branch's last 7 days that has an idempotency key; null for none.</summary>
    /// <param name="idempotencyKey">The key.</param>
    /// <param name="request">What is asked for, as in <see cref="CommitOptions.Request"/>; null compares nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Conflict: the key was used for something else. Refused: the branch moves too fast for the key to be looked for.</exception>
    public ValueTask<CommitResult?> FindDoneAsync(
        string idempotencyKey, string? request = null, CancellationToken cancellationToken = default) =>
        lake.Store.FindDoneAsync(Ref, idempotencyKey, request, cancellationToken);

    /// <summary>Learns what became of a transaction whose outcome was unknown (<see cref="UnknownOutcomeException"/>), and settles it for good.</summary>
    /// <param name="entry">The number of the branch's entry that was tried.</param>
    /// <param name="transaction">The transaction that tried it.</param>
    /// <param name="options">Who asks; null means the lake's author.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">NotFound: the branch does not reach so far, so the number cannot have been tried.</exception>
    public async ValueTask<Settlement> SettleAsync(
        long entry, Id128 transaction, LogOptions? options = null, CancellationToken cancellationToken = default)
    {
        var stored = await lake.Store.Moves.SettleAsync(Ref, entry, options ?? lake.Say(), cancellationToken).ConfigureAwait(false);
        return Settlement.Of(stored, transaction);
    }

    // In the caller's words: what they resolve to is another commit once the step was done.
    private static CommitOptions? Asked(CommitOptions? options, string request) =>
        options is null ? null : options with { Request = options.Request ?? request };
}
