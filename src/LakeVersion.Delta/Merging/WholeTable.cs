using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>What no rule joins: one side's table is taken in whole, or none. Pure, but for whoever decides conflicts.</summary>
internal sealed class WholeTable(MergeSides sides, ConflictBook book, TableMergeOptions options, DeltaContext context)
{
    private const int FilesNamed = 5;

    /// <summary>The outcome where the tables as such exclude a merge, or need none; null where they are to be merged.</summary>
    public TableMergeOutcome? TryDecide()
    {
        var (before, ours, theirs) = (sides.Base, sides.Ours, sides.Theirs);
        if (ours.Metadata.Id != theirs.Metadata.Id || ours.Metadata.Id != before.Metadata.Id)
        {
            return Decide($"the sides have different tables of this name (ids: base {before.Metadata.Id}, ours {ours.Metadata.Id}, theirs {theirs.Metadata.Id}).");
        }

        if (IsUnchanged(sides.TheirsSince, theirs))
        {
            return Kept();
        }

        var outside = theirs.Files.FirstOrDefault(file => FilePath.IsAbsolute(file.Path) || file.DeletionVector is { StorageType: "p" });
        if (outside is not null)
        {
            return Decide($"theirs names the file '{outside.Path}' or its deletion vector by an absolute path, and it cannot be brought here.");
        }

        if (DefinitionMerge.AreIdsTaken(before, ours, theirs))
        {
            return Decide("both sides added columns to a table that finds them by id, and the ids of both are the same in files.");
        }

        if (Divided(ours).SequenceEqual(Divided(theirs)) && Divided(ours).SequenceEqual(Divided(before)))
        {
            return null;
        }

        return IsUnchanged(sides.OursSince, ours) ? State(theirs) : Decide(
            $"a side divided the table by other columns (base {Words(before)}, ours {Words(ours)}, theirs {Words(theirs)}).");
    }

    /// <summary>The outcome where the tables exclude a merge.</summary>
    /// <param name="reason">Why.</param>
    public TableMergeOutcome Decide(string reason) => Decide(new TableMergeConflict { Kind = TableMergeConflictKind.Table, Reason = reason });

    /// <summary>The outcome where files exclude a merge.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="why">Why rows cannot be told apart.</param>
    public TableMergeOutcome Decide(IReadOnlyList<string> paths, string why) => Decide(new TableMergeConflict
    {
        Kind = TableMergeConflictKind.Files,
        Reason = (paths.Count == 0 ? "theirs wrote rows again that have row ids of its own log" : $"both sides changed or rewrote rows of {paths.Count} files ({Words(paths)})")
            + $", and {why}.",
    });

    /// <summary>Ours as it is.</summary>
    public TableMergeOutcome Kept() => new MergeActions(sides, TableDefinition.Of(sides.Ours), [], options, context).Unchanged();

    private TableMergeOutcome Decide(TableMergeConflict conflict)
    {
        var decision = book.Ask(conflict);
        return book.Undecided.Count > 0 ? new TableMergeOutcome { Conflicts = book.Undecided } : decision switch
        {
            { Side: MergeSide.Ours } => Kept(),
            { Side: MergeSide.Theirs } => State(sides.Theirs),
            { Side: MergeSide.Base } => State(sides.Base),
            _ => throw LakeException.Invalid($"The conflict of the table {sides.Name} is decided by a value: take ours, theirs or base."),
        };
    }

    // The rows, columns and properties of another state, as a restoration has them.
    private TableMergeOutcome State(DeltaSnapshot state)
    {
        var ours = sides.Ours;
        if (ours.Metadata.Id != state.Metadata.Id)
        {
            throw LakeException.Refused($"{sides.Name} is another table there (id {state.Metadata.Id}, here {ours.Metadata.Id}): its log cannot go on here. Drop the table here first, or keep ours.");
        }

        if (state.Files.FirstOrDefault(file => FilePath.IsAbsolute(file.Path) || file.DeletionVector is { StorageType: "p" }) is { } outside)
        {
            throw LakeException.Refused($"{sides.Name}: the file '{outside.Path}' or its deletion vector is named by an absolute path, and cannot be brought here. Keep ours.");
        }

        Writing.TableOverwriter.CheckRemovable(ours, ours.Folder);
        var definition = TableDefinition.Of(ours);
        definition = (definition with { Protocol = NeededFeatures.Union(definition.Protocol, state.Protocol) }).Back(state);
        var marks = ReferenceEquals(state, sides.Theirs) ? MarkMerge.Of(sides.Base, ours, sides.Theirs, new ConflictBook(_ => MergeDecision.Theirs)) : [];
        return new MergeActions(sides, definition, [.. marks], options, context).OfFiles(
            [.. state.Files.Where(file => !ours.State.Files.Contains(file))], [], [.. ours.Files.Where(file => !state.State.Files.Contains(file))], again: Reidentified(ours, state));
    }

    // Files of the state may hold ids of its log. They are unique beside the ids that that log gave to the files that both have, not beside ours'.
    private static List<AddFile> Reidentified(DeltaSnapshot ours, DeltaSnapshot state) =>
    [
        .. from file in state.Files
           let mine = file.BaseRowId is null ? null : ours.State.Files.Find(file.Path, file.DeletionVector)
           where mine?.BaseRowId is { } id && id != file.BaseRowId
           select mine with { DataChange = false, BaseRowId = file.BaseRowId, DefaultRowCommitVersion = null },
    ];

    // Protocols are compared by what they say: two readings of one log are two objects.
    private bool IsUnchanged(FileDelta since, DeltaSnapshot side)
    {
        var before = sides.Base;
        return since.IsEmpty
            && !TableDefinition.Of(side).Since(TableDefinition.Of(before)).OfType<MetadataAction>().Any()
            && ReferenceEquals(NeededFeatures.Union(before.Protocol, side.Protocol), before.Protocol)
            && side.Transactions.All(pair => before.Transactions.GetValueOrDefault(pair.Key)?.Version == pair.Value.Version)
            && side.Domains.Count == before.Domains.Count
            && side.Domains.All(pair => before.Domains.GetValueOrDefault(pair.Key)?.Configuration == pair.Value.Configuration);
    }

    private static string Words(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(FilesNamed).Select(path => $"'{path}'")) + (paths.Count > FilesNamed ? ", …" : "");

    private static IEnumerable<string> Divided(DeltaSnapshot side) => side.PartitionColumns.Select(name => side.TableSchema.Find(name)?.PhysicalName ?? name);

    private static string Words(DeltaSnapshot side) => side.PartitionColumns.Count == 0 ? "none" : string.Join(", ", side.PartitionColumns);
}
