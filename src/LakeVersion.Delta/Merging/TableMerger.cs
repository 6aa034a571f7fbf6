using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Merges what became of one table on two sides into one version on top of ours' log.</summary>
/// <remarks>
/// <para>States are compared, not commits: (1) files by path and deletion vector (<see cref="FileMerge"/>, <see cref="VectorMerge"/>);
/// (2) columns, properties and protocol, which is never lowered; (3) applications and domains. (4) Rows that a side brought
/// keep to the rules that the other side added, else the table conflicts. (5) Where both sides touched the same files, or brought rows of
/// one key, rows decide, by the table's key (<see cref="TableKey"/>) and cell by cell: then all that theirs did goes by row.
/// Without a key the files conflict.</para>
/// <para>Nothing is written but new files, which are part of the table only once the result is committed.</para>
/// </remarks>
/// <param name="folder">The folder of ours, in which new files are stored.</param>
/// <param name="context">Engine, clock and ids.</param>
public sealed class TableMerger(IObjectStore folder, DeltaContext context)
{
    /// <summary>Prepares the version. A cherry-pick has the parent of the picked commit as base, and a revert the commit itself as base and
    /// its parent as theirs.</summary>
    /// <param name="base">The table that both sides come from.</param>
    /// <param name="ours">The table as it is where the result goes. It counts as read in whole.</param>
    /// <param name="theirs">The table as it is on the other side.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The version, or conflicts that nobody decided.</returns>
    /// <exception cref="LakeException">Invalid: a decision that does not fit its conflict, or a key that does not tell apart the rows that
    /// were read. Refused: more rows are to be compared than memory may hold. Unsupported: a table that this
    /// version does not write. Corrupt: a file is damaged or gone.</exception>
    public async ValueTask<TableMergeOutcome> MergeAsync(
        DeltaSnapshot @base, DeltaSnapshot ours, DeltaSnapshot theirs, TableMergeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(@base);
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(theirs);
        ArgumentNullException.ThrowIfNull(options);
        TableFeatures.CheckWritable(ours.Protocol, ours.Metadata, ours.TableSchema, folder.Name);
        var (sides, book) = (new MergeSides(@base, ours, theirs), new ConflictBook(options.Decide));
        var whole = new WholeTable(sides, book, options, context);
        if (whole.TryDecide() is { } decided)
        {
            return decided;
        }

        var definition = DefinitionMerge.Of(@base, ours, theirs, book);
        var actions = new MergeActions(sides, definition, [.. MarkMerge.Of(@base, ours, theirs, book)], options, context);
        TableFeatures.CheckWritable(definition.Protocol, definition.Metadata, definition.Schema, folder.Name);
        var rows = new SideRows(context, definition);
        if (await RuleCheck.FaultAsync(rows, sides, definition, context, cancellationToken).ConfigureAwait(false) is { } fault)
        {
            return whole.Decide(fault);
        }

        var onlyDeletes = sides.OursSince.Added.Count == 0 && sides.TheirsSince.Added.Count == 0
            && !await ReturnedRows.ExistAsync(sides, context, cancellationToken).ConfigureAwait(false);
        var files = FileMerge.Of(ours, sides.OursSince, sides.TheirsSince, onlyDeletes);
        var vectors = new VectorMerge(folder, context, @base, ours, theirs);
        await vectors.RunAsync(files.Marked, files.OnlyDeletes, cancellationToken).ConfigureAwait(false);
        List<string> entangled = [.. files.Entangled, .. vectors.Entangled];
        var keys = TableKey.Of(definition.Metadata.Configuration);
        if (FaultOf(keys, definition) is { } why)
        {
            entangled.AddRange(await ForgottenFiles.FindAsync(sides, context, cancellationToken).ConfigureAwait(false));
            return entangled.Count == 0 && !await HeldIds.ExistAsync(sides, context, cancellationToken).ConfigureAwait(false)
                ? await FilesAsync(sides, actions, definition, files, vectors, whole, book, cancellationToken).ConfigureAwait(false)
                : whole.Decide(entangled, why);
        }

        return entangled.Count > 0 || await KeyOverlap.ExistsAsync(rows, sides, keys!, cancellationToken).ConfigureAwait(false)
            || await HeldIds.ExistAsync(sides, context, cancellationToken).ConfigureAwait(false)
            ? await RowsAsync(sides, rows, keys!, actions, whole, book, options, cancellationToken).ConfigureAwait(false)
            : await FilesAsync(sides, actions, definition, files, vectors, whole, book, cancellationToken).ConfigureAwait(false);
    }

    private static string? FaultOf(IReadOnlyList<string>? keys, TableDefinition definition)
    {
        const string Advice = "Declare one, as by 'lv table key T COLUMN', or take one side's table";
        return keys is null ? $"the table has no key by which to tell the rows apart. {Advice}"
            : TableKey.Fault(keys, definition.Schema) is { } fault ? $"{fault}. {Advice}"
            : definition.Schema.Fields.FirstOrDefault(RuleKeys.IsGivenAlways) is { } identity
                ? $"rows cannot be written one by one, as only the table gives the values of its identity column '{identity.Name}'. Take one side's table"
                : null;
    }

    private static async ValueTask<TableMergeOutcome> FilesAsync(
        MergeSides sides, MergeActions actions, TableDefinition definition, FileMerge files, VectorMerge vectors, WholeTable whole, ConflictBook book, CancellationToken cancellationToken)
    {
        if (files.Removed.Count + vectors.Replaced.Count > 0 && TableFeatures.IsAppendOnly(definition.Protocol, definition.Metadata))
        {
            return whole.Decide($"{sides.Name} is append-only (property delta.appendOnly), and theirs removed or rewrote rows.");
        }

        if (book.Undecided.Count > 0)
        {
            return new TableMergeOutcome { Conflicts = book.Undecided };
        }

        await vectors.StoreAsync(cancellationToken).ConfigureAwait(false);
        return actions.OfFiles(files.Added, vectors.Joined, [.. files.Removed, .. vectors.Replaced]);
    }

    private async ValueTask<TableMergeOutcome> RowsAsync(
        MergeSides sides, SideRows rows, IReadOnlyList<string> keys, MergeActions actions, WholeTable whole, ConflictBook book, TableMergeOptions options, CancellationToken cancellationToken)
    {
        // Half of the memory for each side.
        var limit = options.MemoryLimitBytes / 2;
        var mine = await KeyedChanges.ReadAsync(rows, sides.Base, sides.Ours, sides.OursSince, "ours", keys, limit, cancellationToken).ConfigureAwait(false);
        var others = await KeyedChanges.ReadAsync(rows, sides.Base, sides.Theirs, sides.TheirsSince, "theirs", keys, limit, cancellationToken).ConfigureAwait(false);
        var table = rows.Recast(sides.Ours);
        var edits = await new RowMerge(table, keys, book).RunAsync(mine, others, cancellationToken).ConfigureAwait(false);
        if (book.Undecided.Count > 0)
        {
            return new TableMergeOutcome { Conflicts = book.Undecided };
        }

        try
        {
            return edits.Count == 0
                ? actions.OfFiles([], [], [])
                : actions.OfRows(await edits.WriteAsync(folder, context, keys, options.Commit, cancellationToken).ConfigureAwait(false));
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid)
        {
            return whole.Decide($"the merged rows do not keep to a rule of the table: {e.Message}");
        }
    }
}
