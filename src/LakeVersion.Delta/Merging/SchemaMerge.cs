using System.Globalization;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Merging;

/// <summary>Joins what two sides made of a table's columns. Pure, but for whoever decides conflicts.</summary>
/// <remarks>
/// Columns are one where files call them the same (physical name; the name, where columns are not mapped). (1) Additions of both are
/// joined, ours' before theirs'. (2) Dropped by one and unchanged by the other: dropped; changed by the other: a conflict. (3) Name, type, nullability
/// and each piece of metadata of a column go the way of the side that changed them; both differently is a conflict. (4) Order is
/// theirs' where ours kept the base's. (5) Marks of identities are never lowered, and identities that both used conflict.
/// </remarks>
/// <param name="book">Takes conflicts.</param>
/// <param name="renumbers">True where ids of columns that theirs added are taken by now, and new ones are given.</param>
internal sealed class SchemaMerge(ConflictBook book, bool renumbers)
{
    public DeltaStruct Run(DeltaStruct before, DeltaStruct ours, DeltaStruct theirs, string parent = "")
    {
        var fields = new List<DeltaField>();
        foreach (var name in Names(before, ours, theirs))
        {
            var (b, o, t) = (Find(before, name), Find(ours, name), Find(theirs, name));
            var field = (b, o, t) switch
            {
                (null, null, not null) => Renumbered(t),
                (null, not null, null) => o,
                (null, _, _) => Both(o!, t!, parent),
                (_, null, null) => null,
                (_, null, _) => Dropped(b, o, t, parent, isOurs: true),
                (_, _, null) => Dropped(b, o, t, parent, isOurs: false),
                _ => Field(b, o, t, parent),
            };
            if (field is not null)
            {
                fields.Add(field);
            }
        }

        return new DeltaStruct(Clashing(fields, ours, parent));
    }

    /// <summary>What a column is, as text that is equal where it means the same: what it is called in files and ids left out.</summary>
    public static string TextOf(DeltaField field)
    {
        var text = SchemaWriter.Write(new DeltaStruct([Plain(field)]));
        return text["{\"type\":\"struct\",\"fields\":[".Length..^2];
    }

    private static DeltaField? Find(DeltaStruct schema, string name) => schema.Fields.FirstOrDefault(field => field.PhysicalName == name);

    // Rules 1 and 4.
    private static IEnumerable<string> Names(DeltaStruct before, DeltaStruct ours, DeltaStruct theirs)
    {
        var (b, o, t) = (Physical(before), Physical(ours), Physical(theirs));
        var keeps = o.Intersect(b).SequenceEqual(b.Intersect(o)) && !t.Intersect(b).SequenceEqual(b.Intersect(t));
        return keeps ? t.Intersect(b).Concat(o).Concat(t).Distinct() : o.Concat(t).Distinct();
    }

    private static List<string> Physical(DeltaStruct schema) => [.. schema.Fields.Select(field => field.PhysicalName)];

    private DeltaField? Dropped(DeltaField before, DeltaField? ours, DeltaField? theirs, string parent, bool isOurs)
    {
        var left = (isOurs ? theirs : ours)!;
        if (TextOf(left) == TextOf(before))
        {
            return null;
        }

        var decision = book.Ask(Conflict(
            parent + before.Name, before, ours, theirs, $"{(isOurs ? "ours" : "theirs")} dropped column '{parent}{before.Name}' and {(isOurs ? "theirs" : "ours")} changed it"));
        return Side(decision, parent + before.Name) switch
        {
            MergeSide.Theirs => theirs,
            MergeSide.Base => IdentityMarks.Raise(new DeltaStruct([before]), new DeltaStruct([left])).Fields[0],
            _ => ours,
        };
    }

    private DeltaField Both(DeltaField ours, DeltaField theirs, string parent)
    {
        if (TextOf(ours) == TextOf(theirs))
        {
            return ours;
        }

        var decision = book.Ask(Conflict(
            parent + ours.Name, null, ours, theirs, $"both sides added column '{parent}{ours.Name}', as {ours.Type.Text} and as {theirs.Type.Text}, or otherwise different"));
        return Side(decision, parent + ours.Name) == MergeSide.Theirs ? theirs : ours;
    }

    // Rule 3.
    private DeltaField Field(DeltaField before, DeltaField ours, DeltaField theirs, string parent)
    {
        var path = parent + ours.Name;
        TableMergeConflict Differ() => Conflict(path, before, ours, theirs, $"both sides changed column '{path}' differently");
        T Pick<T>(T b, T o, T t) => book.Pick(b, o, t, Differ, _ => throw NoValue(path));

        return ours with
        {
            Name = Pick(before.Name, ours.Name, theirs.Name),
            Type = Type(before, ours, theirs, path, Pick),
            Nullable = Pick(before.Nullable, ours.Nullable, theirs.Nullable),
            Metadata = Metadata(before, ours, theirs, path, Pick),
        };
    }

    private DeltaType Type(DeltaField before, DeltaField ours, DeltaField theirs, string path, Func<string, string, string, string> pick)
    {
        if (before.Type is DeltaStruct b && ours.Type is DeltaStruct o && theirs.Type is DeltaStruct t)
        {
            return Run(b, o, t, path + ".");
        }

        var texts = new[] { before, ours, theirs }.Select(field => TextOf(new DeltaField("", field.Type, true, DeltaField.NoMetadata))).ToArray();
        var picked = pick(texts[0], texts[1], texts[2]);
        return picked == texts[1] ? ours.Type : picked == texts[2] ? theirs.Type : before.Type;
    }

    private Dictionary<string, string> Metadata(
        DeltaField before, DeltaField ours, DeltaField theirs, string path, Func<string?, string?, string?, string?> pick)
    {
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in ours.Metadata.Keys.Concat(theirs.Metadata.Keys).Concat(before.Metadata.Keys).Distinct(StringComparer.Ordinal))
        {
            var (b, o, t) = (before.Metadata.GetValueOrDefault(key), ours.Metadata.GetValueOrDefault(key), theirs.Metadata.GetValueOrDefault(key));
            var value = key.StartsWith(ColumnMapping.KeyPrefix, StringComparison.Ordinal) ? o ?? t
                : key == RuleKeys.IdentityMark ? Mark(before, ours, theirs, path)
                : pick(b, o, t);
            if (value is not null)
            {
                merged[key] = value;
            }
        }

        return merged;
    }

    // Rule 5.
    private string? Mark(DeltaField before, DeltaField ours, DeltaField theirs, string path)
    {
        string? Of(DeltaField field) => field.Metadata.GetValueOrDefault(RuleKeys.IdentityMark);
        var (b, o, t) = (Of(before), Of(ours), Of(theirs));
        if (o != b && t != b)
        {
            book.Ask(Conflict(path, before, ours, theirs, $"both sides gave values of the identity column '{path}' ({o} and {t}), so that rows of both may have one value"));
        }

        if (!long.TryParse(o, CultureInfo.InvariantCulture, out var mine) || !long.TryParse(t, CultureInfo.InvariantCulture, out var other))
        {
            return o ?? t;
        }

        var descends = ours.Metadata.GetValueOrDefault(RuleKeys.IdentityStep)?.StartsWith('-') == true;
        return (descends ? Math.Min(mine, other) : Math.Max(mine, other)).ToString(CultureInfo.InvariantCulture);
    }

    // Two columns of one name cannot be, though files tell them apart.
    private List<DeltaField> Clashing(List<DeltaField> fields, DeltaStruct ours, string parent)
    {
        foreach (var twins in fields.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).ToList())
        {
            var (mine, other) = (twins.First(field => Find(ours, field.PhysicalName) is not null), twins.Last());
            var decision = book.Ask(Conflict(
                parent + mine.Name, null, mine, other, $"both sides have a column '{parent}{mine.Name}' of their own, whose values are stored apart; rename one of them first"));
            var keepsTheirs = Side(decision, parent + mine.Name) == MergeSide.Theirs;
            fields.RemoveAll(field => twins.Contains(field) && ReferenceEquals(field, other) != keepsTheirs);
        }

        return fields;
    }

    private DeltaField Renumbered(DeltaField field) => renumbers ? WithoutId(field) : field;

    private static DeltaField WithoutId(DeltaField field) => RuleKeys.With(field, ColumnMapping.IdKey, null) with { Type = WithoutIds(field.Type) };

    private static DeltaType WithoutIds(DeltaType type) => type switch
    {
        DeltaStruct fields => new DeltaStruct([.. fields.Fields.Select(WithoutId)]),
        DeltaArray array => array with { Element = WithoutIds(array.Element) },
        DeltaMap map => map with { Key = WithoutIds(map.Key), Value = WithoutIds(map.Value) },
        _ => type,
    };

    private static DeltaField Plain(DeltaField field) => field with
    {
        Type = field.Type is DeltaStruct fields ? new DeltaStruct([.. fields.Fields.Select(Plain)]) : field.Type,
        Metadata = field.Metadata
            .Where(pair => !pair.Key.StartsWith(ColumnMapping.KeyPrefix, StringComparison.Ordinal) && pair.Key != RuleKeys.IdentityMark)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal),
    };

    private static MergeSide Side(MergeDecision? decision, string path) => decision is { Side: MergeSide.Value } ? throw NoValue(path) : decision?.Side ?? MergeSide.Ours;

    private static Storage.LakeException NoValue(string path) =>
        Storage.LakeException.Invalid($"The conflict of column '{path}' is decided by a value: take ours, theirs or base.");

    private static TableMergeConflict Conflict(string path, DeltaField? before, DeltaField? ours, DeltaField? theirs, string reason) => new()
    {
        Kind = TableMergeConflictKind.Column,
        Column = path,
        Base = before is null ? null : TextOf(before),
        Ours = ours is null ? null : TextOf(ours),
        Theirs = theirs is null ? null : TextOf(theirs),
        Reason = reason + ".",
    };
}
