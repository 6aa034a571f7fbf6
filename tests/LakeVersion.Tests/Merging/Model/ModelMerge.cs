using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LakeVersion.Merging;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>The three-way merge of maps, cell by cell: what a merge of lakes is measured by.</summary>
/// <remarks>
/// For each path and each key: (1) theirs as the base or as ours: ours stays; (2) ours as the base: theirs; (3) rows that both have,
/// cell by cell by the same rules, where a row that the base lacks has no cells; (4) else a conflict, with ours left until it is decided.
/// A row that both brought in and that is decided for the base is none.
/// </remarks>
internal sealed class ModelMerge
{
    private readonly ModelTake? decision;
    private readonly List<ModelConflict> conflicts = [];

    private ModelMerge(ModelTake? decision) => this.decision = decision;

    /// <summary>Merges; conflicts are those that nobody decided.</summary>
    public static (ModelState State, IReadOnlyList<ModelConflict> Conflicts) Run(ModelState @base, ModelState ours, ModelState theirs, ModelTake? decision)
    {
        var merge = new ModelMerge(decision);
        var files = ours.Files;
        foreach (var path in Keys(@base.Files, ours.Files, theirs.Files))
        {
            files = Put(files, path, merge.File(path, @base.Files.GetValueOrDefault(path), ours.Files.GetValueOrDefault(path), theirs.Files.GetValueOrDefault(path)));
        }

        var merged = ours with { Files = files };
        foreach (var (table, rows) in ours.Tables)
        {
            var (before, there, after) = (@base.Tables[table], theirs.Tables[table], rows);
            foreach (var key in Keys(before, rows, there))
            {
                after = Put(after, key, merge.Row(table, before.GetValueOrDefault(key), rows.GetValueOrDefault(key), there.GetValueOrDefault(key)));
            }

            merged = merged.With(table, after);
        }

        return (merged, merge.conflicts);
    }

    private string? File(string path, string? @base, string? ours, string? theirs)
    {
        if (theirs == @base || theirs == ours)
        {
            return ours; // 1
        }

        return ours == @base ? theirs : Decide(new(MergeConflictKind.File, path, null, null, Digest(@base), Digest(ours), Digest(theirs)), @base, ours, theirs);
    }

    private ModelRow? Row(string table, ModelRow? @base, ModelRow? ours, ModelRow? theirs)
    {
        if (theirs == @base || theirs == ours)
        {
            return ours; // 1
        }

        if (ours == @base)
        {
            return theirs; // 2
        }

        if (ours is null || theirs is null)
        {
            var conflict = new ModelConflict(
                MergeConflictKind.Row, table, @base!.KeyText(), null, ModelConflict.Row(@base), ModelConflict.Row(ours), ModelConflict.Row(theirs));
            return Decide(conflict, @base, ours, theirs);
        }

        return @base is null && decision == ModelTake.Base ? null : Cells(table, @base, ours, theirs);
    }

    // 3
    private ModelRow Cells(string table, ModelRow? @base, ModelRow ours, ModelRow theirs)
    {
        var merged = ours;
        foreach (var column in ModelRow.Columns)
        {
            var (before, here, there) = (@base?.Cell(column), ours.Cell(column), theirs.Cell(column));
            if (there != before && there != here)
            {
                merged = merged.With(column, here == before
                    ? theirs
                    : Decide(new(MergeConflictKind.Cell, table, ours.KeyText(), column, before, here, there), @base, ours, theirs)!);
            }
        }

        return merged;
    }

    // 4
    private T? Decide<T>(ModelConflict conflict, T? @base, T? ours, T? theirs)
    {
        if (decision is null)
        {
            conflicts.Add(conflict);
        }

        return decision switch
        {
            ModelTake.Theirs => theirs,
            ModelTake.Base => @base,
            _ => ours,
        };
    }

    private static string? Digest(string? content) => content is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static IEnumerable<TKey> Keys<TKey, TValue>(params ImmutableSortedDictionary<TKey, TValue>[] maps)
        where TKey : notnull => maps.SelectMany(map => map.Keys).Distinct().Order();

    private static ImmutableSortedDictionary<TKey, TValue> Put<TKey, TValue>(ImmutableSortedDictionary<TKey, TValue> map, TKey key, TValue? value)
        where TKey : notnull
        where TValue : class => value is null ? map.Remove(key) : map.SetItem(key, value);
}
