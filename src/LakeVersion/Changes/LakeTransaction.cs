using System.Collections.Concurrent;
using LakeVersion.Adopting;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Changes;

/// <summary>Changes of any number of files and tables, published as one commit, or dropped.</summary>
/// <remarks>It sees its base and its own writes; nobody else sees them before <see cref="CommitAsync(string, string?, CancellationToken)"/> returns.</remarks>
public sealed class LakeTransaction : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TransactionTable> tables = new(StringComparer.Ordinal);
    private readonly StagedTransaction? staged;
    private readonly TableGuard guard;
    private readonly AskedChanges asked = new();

    internal LakeTransaction(Lake lake, Transaction inner, StagedTransaction? staged = null, bool isRaw = false)
    {
        guard = new TableGuard(inner, isRaw);
        Lake = lake;
        Inner = inner;
        this.staged = staged;
        Files = new TransactionFiles(lake, inner, guard, asked);
    }

    /// <summary>The transaction's id.</summary>
    public Id128 Id => Inner.Id;

    /// <summary>The commit that it began with.</summary>
    public Commit Base => Inner.Base;

    /// <summary>The files, own writes included.</summary>
    public TransactionFiles Files { get; }

    /// <summary>The transaction below the level of tables.</summary>
    public Transaction Inner { get; }

    internal Lake Lake { get; }

    /// <summary>A table by path, own writes included. Nothing is read yet.</summary>
    /// <exception cref="LakeException">Invalid: no table can have the path.</exception>
    public TransactionTable Table(string path)
    {
        TablePath.Check(path);
        return tables.GetOrAdd(path, p => new TransactionTable(Lake, Inner, Files, guard, asked, p));
    }

    /// <summary>Makes objects outside the lake files or a table of it, where they are: an object, a folder, a pattern, or a Delta table.</summary>
    /// <param name="location">A path of this machine, <c>file:///path</c>, or <c>s3://bucket/key</c>; stars as in <c>s3://bucket/drop/**/*.csv</c>.</param>
    /// <param name="path">The path in the lake: of the object, of the folder below which objects keep their names, or of the table.</param>
    /// <param name="options">Whether they are only registered, hashed or copied; null registers.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">NotFound: nothing is there. Conflict: something else is at a path. Refused: a place that the lake
    /// could not read from afterwards, or part of a table. Unsupported or Corrupt: a Delta table that this version cannot read.</exception>
    public ValueTask<AdoptResult> AdoptAsync(
        string location, string path, AdoptOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AdoptOptions();
        asked.Add("adopt", location, path, options.Mode.ToString(), $"{options.Replace}");
        return new Adoption(Lake, Inner, guard, options).RunAsync(location, path, cancellationToken);
    }

    /// <summary>Publishes the changes as one commit.</summary>
    /// <param name="message">What and why, in words.</param>
    /// <param name="author">Who; null means the lake's author.</param>
    /// <param name="cancellationToken">Ends the wait; the commit may still take effect.</param>
    /// <returns>The commit, or, where nothing changed, the branch's own.</returns>
    /// <exception cref="ConflictException">The branch changed the same meanwhile. Nothing was committed.</exception>
    public async ValueTask<Commit> CommitAsync(string message, string? author = null, CancellationToken cancellationToken = default)
    {
        var options = new CommitOptions { Message = message, Author = author ?? Lake.Options.Author };
        return (await CommitAsync(options, cancellationToken).ConfigureAwait(false)).Commit;
    }

    /// <summary>Publishes the changes as one commit.</summary>
    /// <remarks>
    /// With an idempotency key and no <see cref="CommitOptions.Request"/>, the calls made on this transaction are the request: paths,
    /// content, tables' operations and rows, not what the base had. A step that does other things once it was done says its request
    /// itself. Steps of a staged transaction are not compared.
    /// </remarks>
    /// <exception cref="ConflictException">The branch changed the same meanwhile. Nothing was committed.</exception>
    /// <exception cref="LakeException">Conflict: the idempotency key was used for another change.</exception>
    public ValueTask<CommitResult> CommitAsync(CommitOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return staged is not null
            ? staged.CommitAsync(options, cancellationToken)
            : Inner.CommitAsync(options with { Request = options.Request ?? asked.Request }, cancellationToken);
    }

    /// <summary>Keeps what was done so far in the staged transaction's log, for another command to go on with.</summary>
    /// <param name="step">What was done, in words.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Conflict: another command took a step meanwhile. Invalid: not a staged transaction.</exception>
    public ValueTask SaveAsync(string step, CancellationToken cancellationToken = default) =>
        Staged().SaveAsync(step, Lake.Say(), cancellationToken);

    /// <summary>Drops a staged transaction for ever.</summary>
    /// <exception cref="LakeException">Refused: it is committed, or its commit was tried and is not settled.</exception>
    public ValueTask AbortAsync(CancellationToken cancellationToken = default) => Staged().AbortAsync(Lake.Say(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Inner.DisposeAsync();

    private StagedTransaction Staged() =>
        staged ?? throw LakeException.Invalid($"Transaction {Id} lives in this process alone; only one begun with BeginStagedAsync has steps.");
}
