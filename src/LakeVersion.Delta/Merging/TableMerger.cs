using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Merges what became of one table on two sides into one version on top of ours' log.</summary>
/// <remarks>
/// States are compared, not commits: (1) files by path and deletion vector (<see cref="FileMerge"/>, <see cref="VectorMerge"/>);
/// (2) columns, properties and protocol, which is never lowered; (3) applications and domains. Nothing is written
/// but new files, which are part of the table only once the result is committed.
/// </remarks>
/// <param name="folder">The folder of ours, in which new files are stored.</param>
/// <param name="context">Engine, clock and ids.</param>
public sealed class TableMerger(IObjectStore folder, DeltaContext context)
{
    private const int FilesNamed = 5;

    /// <summary>Prepares the version. A cherry-pick has the parent of the picked commit as base, and a revert the commit itself as base and
    /// its parent as theirs.</summary>
    /// <param name="base">The table that both sides come from.</param>
    /// <param name="ours">The table as it is where the result goes. It counts as read in whole.</param>
    /// <param name="theirs">The table as it is on the other side.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The version, or conflicts that nobody decided.</returns>
    /// <exception cref="LakeException">Invalid: a decision that does not fit its conflict. Unsupported: a table that this
    /// version does not write. Corrupt: a file is damaged or gone.</exception>
    public async ValueTask<TableMergeOutcome> MergeAsync(
        DeltaSnapshot @base, DeltaSnapshot ours, DeltaSnapshot theirs, TableMergeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(@base);
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(theirs);
        ArgumentNullException.ThrowIfNull(options);
        TableFeatures.CheckWritable(ours.Protocol, ours.Metadata, ours.TableSchema, folder.Name);
        var sides = new MergeSides(@base, ours, theirs);
        var book = new ConflictBook(options.Decide);
        if (Whole(sides) is { } conflict)
        {
            return Decided(sides, conflict, book, options);
        }

        var definition = DefinitionMerge.Of(@base, ours, theirs, book);
        var marks = MarkMerge.Of(@base, ours, theirs, book).ToList();
        TableFeatures.CheckWritable(definition.Protocol, definition.Metadata, definition.Schema, folder.Name);
        var files = FileMerge.Of(ours, sides.OursSince, sides.TheirsSince);
        var vectors = new VectorMerge(folder, context, @base, ours, theirs);
        await vectors.RunAsync(files.Marked, files.OnlyDeletes, cancellationToken).ConfigureAwait(false);
        List<string> entangled = [.. files.Entangled, .. vectors.Entangled];
        if (entangled.Count > 0)
        {
            return Decided(sides, Entangled(entangled), book, options);
        }

        if (book.Undecided.Count > 0)
        {
            return new TableMergeOutcome { Conflicts = book.Undecided };
        }

        await vectors.StoreAsync(cancellationToken).ConfigureAwait(false);
        return new MergeActions(sides, definition, marks, options, context)
            .OfFiles(files.Added, vectors.Joined, [.. files.Removed, .. files.Marked.Select(file => file.Ours)]);
    }

    // What no rule joins: one side's table is taken in whole, or none.
    private static TableMergeConflict? Whole(MergeSides sides)
    {
        var (ours, theirs) = (sides.Ours, sides.Theirs);
        if (ours.Metadata.Id != theirs.Metadata.Id || ours.Metadata.Id != sides.Base.Metadata.Id)
        {
            return Table($"the sides have different tables of this name (ids: base {sides.Base.Metadata.Id}, ours {ours.Metadata.Id}, theirs {theirs.Metadata.Id}).");
        }

        var outside = theirs.Files.FirstOrDefault(file => FilePath.IsAbsolute(file.Path) || file.DeletionVector is { StorageType: "p" });
        return outside is null ? null : Table($"theirs names the file '{outside.Path}' or its deletion vector by an absolute path, and it cannot be brought here.");
    }

    private TableMergeOutcome Decided(MergeSides sides, TableMergeConflict conflict, ConflictBook book, TableMergeOptions options)
    {
        var decision = book.Ask(conflict);
        if (book.Undecided.Count > 0)
        {
            return new TableMergeOutcome { Conflicts = book.Undecided };
        }

        return decision switch
        {
            { Side: MergeSide.Ours } => new MergeActions(sides, TableDefinition.Of(sides.Ours), [], options, context).Unchanged(),
            { Side: MergeSide.Theirs } => State(sides, sides.Theirs, options),
            { Side: MergeSide.Base } => State(sides, sides.Base, options),
            _ => throw LakeException.Invalid($"The conflict of the table {sides.Name} is decided by a value: take ours, theirs or base."),
        };
    }

    // The rows, columns and properties of another state, as a restoration has them.
    private TableMergeOutcome State(MergeSides sides, DeltaSnapshot state, TableMergeOptions options)
    {
        var ours = sides.Ours;
        if (ours.Metadata.Id != state.Metadata.Id)
        {
            throw LakeException.Refused($"{sides.Name} is another table there (id {state.Metadata.Id}, here {ours.Metadata.Id}): its log cannot go on here. Drop the table here first, or keep ours.");
        }

        TableOverwriter.CheckRemovable(ours, folder);
        var definition = TableDefinition.Of(ours).Back(state);
        definition = definition with { Protocol = NeededFeatures.Union(definition.Protocol, state.Protocol) };
        return new MergeActions(sides, definition, [], options, context).OfFiles(
            [.. state.Files.Where(file => !ours.State.Files.Contains(file))], [], [.. ours.Files.Where(file => !state.State.Files.Contains(file))]);
    }

    private static TableMergeConflict Entangled(List<string> paths) => new()
    {
        Kind = TableMergeConflictKind.Files,
        Reason = $"both sides changed or rewrote rows of {paths.Count} files ({string.Join(", ", paths.Take(FilesNamed).Select(path => $"'{path}'"))}"
            + $"{(paths.Count > FilesNamed ? ", …" : "")}), and the table has no key by which to tell the rows apart. Declare one, as by 'lv table key T COLUMN', or take one side's table.",
    };

    private static TableMergeConflict Table(string reason) => new() { Kind = TableMergeConflictKind.Table, Reason = reason };
}
