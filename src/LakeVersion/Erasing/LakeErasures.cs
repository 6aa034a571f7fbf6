using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Erasing;

/// <summary>Takes content out of all history, for law's sake: files, folders, tables and single contents (docs/erasure.md).</summary>
public sealed class LakeErasures
{
    private const string DigestPrefix = "sha256:";

    private readonly Lake lake;

    internal LakeErasures(Lake lake) => this.lake = lake;

    /// <summary>The contents that words name.</summary>
    /// <param name="target">A file, folder or table: all that it held in any state of all history; or one content,
    /// as <c>sha256:</c> and 64 hex digits, or as the key of its object in the store.</param>
    /// <param name="at">Only what the path holds at this revision; null for all history. Every copy of that content is meant all the same.</param>
    /// <param name="options">Who, and how; null for the lake's author.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">NotFound: the path never held anything. Invalid: no path and no digest. Corrupt: history cannot be read to the end.</exception>
    public async ValueTask<IReadOnlyCollection<ContentHash>> ContentOfAsync(
        string target, string? at = null, ErasureOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (string.IsNullOrWhiteSpace(target))
        {
            throw LakeException.Invalid("An empty name names no content: expected a path, a digest or the key of an object.");
        }

        if (target.StartsWith(DigestPrefix, StringComparison.Ordinal))
        {
            return ContentHash.TryParse(target[DigestPrefix.Length..], out var digest)
                ? [digest]
                : throw LakeException.Invalid($"'{target}' names no content: expected {DigestPrefix} and 64 lower-case hex digits, as 'lv manifest' prints them.");
        }

        if (await lake.Store.Eraser.ContentOfObjectAsync(target, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            return [stored];
        }

        var path = target.TrimEnd('/');
        LakePath.ParseForPut(path);
        var found = at is null
            ? await lake.Store.Eraser.ContentOfAsync(path, options ?? Say(), cancellationToken).ConfigureAwait(false)
            : await ContentAtAsync(await lake.AtAsync(at, cancellationToken).ConfigureAwait(false), path, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? found : throw await NothingAsync(path, at, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where contents are, and who would miss them. Nothing is written.</summary>
    public ValueTask<ErasurePlan> PlanAsync(
        IReadOnlyCollection<ContentHash> content, ErasureOptions? options = null, CancellationToken cancellationToken = default) =>
        lake.Store.Eraser.PlanAsync(content, options ?? Say(), cancellationToken);

    /// <summary>Erases contents from every place in all history; their paths and digests stay, and reading them is Expired and says who erased, when and why.</summary>
    /// <inheritdoc cref="LakeErasure.EraseAsync(IReadOnlyCollection{ContentHash}, string, ErasureOptions, CancellationToken)"/>
    public ValueTask<ErasureResult> EraseAsync(
        IReadOnlyCollection<ContentHash> content, string reason, ErasureOptions? options = null, CancellationToken cancellationToken = default) =>
        lake.Store.Eraser.EraseAsync(content, reason, options ?? Say(), cancellationToken);

    /// <summary>Erases all that a file, folder or table held in any state of all history.</summary>
    /// <inheritdoc cref="EraseAsync(IReadOnlyCollection{ContentHash}, string, ErasureOptions?, CancellationToken)"/>
    public async ValueTask<ErasureResult> ErasePathAsync(
        string path, string reason, ErasureOptions? options = null, CancellationToken cancellationToken = default) =>
        await EraseAsync(await ContentOfAsync(path, null, options, cancellationToken).ConfigureAwait(false), reason, options, cancellationToken).ConfigureAwait(false);

    /// <summary>Erases rows of tables from all history: branches are written anew without them, then every data file that holds one and every file of
    /// a log that carries values of them goes, by digest. What history cannot show any more is told, and reading it says so.</summary>
    /// <param name="tables">The tables; a copied table and its copy are erased in one call.</param>
    /// <param name="where">The rows, as a test (<see cref="LakeVersion.Rows.Expressions.PredicateText"/>). It is stored nowhere, only a salted digest of it.</param>
    /// <param name="options">Why, and how.</param>
    /// <param name="cancellationToken">Ends the work; the same call goes on with it.</param>
    /// <exception cref="LakeException">Invalid: the test fits no version of a table. NotFound: a table never was. Refused: paths say values that only
    /// such rows have, other paths hold the same content, a branch that has such rows cannot be written anew (its table cannot be read, or has
    /// other columns now), a table is append-only, or a rule of a branch. Corrupt or Unsupported: a file cannot be
    /// looked into.</exception>
    public ValueTask<RowErasureReport> EraseRowsAsync(
        IReadOnlyList<string> tables, string where, RowErasureOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(where);
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(where))
        {
            throw LakeException.Invalid("An empty test names no rows: expected one such as \"id = 42\".");
        }

        foreach (var table in tables)
        {
            TablePath.Check(table);
        }

        return new RowErasure(lake, [.. tables.Distinct(StringComparer.Ordinal)], where, options).RunAsync(cancellationToken);
    }

    /// <summary>Ends what was cut off, and takes the second look where a grace period is over; collections do it as well.</summary>
    public ValueTask<ErasureFinish> FinishAsync(ErasureOptions? options = null, CancellationToken cancellationToken = default) =>
        lake.Store.Eraser.FinishAsync(options ?? Say(), cancellationToken);

    /// <summary>All erasures, oldest first.</summary>
    public ValueTask<IReadOnlyList<ErasureStatus>> ListAsync(CancellationToken cancellationToken = default) => lake.Store.Eraser.StatusAsync(cancellationToken);

    private static async ValueTask<IReadOnlyCollection<ContentHash>> ContentAtAsync(LakeSnapshot at, string path, CancellationToken cancellationToken)
    {
        var digests = new HashSet<ContentHash>();
        if (await at.Files.FindAsync(path, cancellationToken).ConfigureAwait(false) is { SizeBytes: > 0, Sha256: { } single })
        {
            digests.Add(single);
        }

        await foreach (var file in at.Files.ListAsync(path + "/", cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (file is { SizeBytes: > 0, Sha256: { } sha256 })
            {
                digests.Add(sha256);
            }
        }

        return digests;
    }

    private async ValueTask<LakeException> NothingAsync(string path, string? at, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var head = await lake.AtAsync(at ?? "branch:" + lake.DefaultBranch, cancellationToken).ConfigureAwait(false);
        await foreach (var file in head.Files.ListAsync(path[..(path.LastIndexOf('/') + 1)], recursive: false, cancellationToken).ConfigureAwait(false))
        {
            names.Add(file.Path.TrimEnd('/'));
        }

        var where = at is null ? "No state of the lake ever held content at" : $"{at} holds no content at";
        return LakeException.NotFound($"{where} '{path}'.{NearNames.Hint(path, names)}");
    }

    private ErasureOptions Say() => new() { Author = lake.Options.Author };
}
