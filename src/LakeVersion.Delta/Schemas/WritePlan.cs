using Apache.Arrow;
using LakeVersion.Delta.Rules;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Schemas;

/// <summary>How batches of one schema become rows of a table: decided once, before any row is written.</summary>
/// <param name="Schema">The table's schema after the write: its own, or with new columns at the end.</param>
/// <param name="AddsColumns">True where the schema grows.</param>
internal sealed record WritePlan(DeltaStruct Schema, bool AddsColumns)
{
    /// <summary>Checks a written schema against the table's.</summary>
    /// <param name="table">The table's schema.</param>
    /// <param name="written">The schema of the batches; columns may stand in any order.</param>
    /// <param name="mergeSchema">True lets unknown columns, and unknown fields of structs, become new nullable ones at the end.</param>
    /// <param name="widens">Which of the table's columns may take a wider type of the written ones, as <see cref="TypeWidening.IsSafe"/> says; null for none.</param>
    /// <exception cref="LakeException">Invalid: a column is unknown, missing or of another type; the message names it.</exception>
    public static WritePlan Make(DeltaStruct table, Schema written, bool mergeSchema, Predicate<string>? widens = null)
    {
        var merged = Merge(table, ArrowSchemas.FromArrow(written), "", new Allowed(mergeSchema, false), widens);
        return new WritePlan(merged, !ReferenceEquals(merged, table));
    }

    private static DeltaStruct Merge(DeltaStruct table, DeltaStruct written, string parent, Allowed allowed, Predicate<string>? widens = null)
    {
        var fields = new List<DeltaField>(table.Fields.Count);
        var changed = false;
        foreach (var field in table.Fields)
        {
            var path = parent + field.Name;
            var merged = written.Find(field.Name) is { } source ? MergeField(field, source, path, widens is null ? allowed : allowed with { WiderTypes = widens(field.Name) }) : MissingField(field, path, written);
            changed |= !ReferenceEquals(merged, field);
            fields.Add(merged);
        }

        foreach (var source in written.Fields.Where(source => table.Find(source.Name) is null))
        {
            fields.Add(NewField(table, source, parent, allowed));
            changed = true;
        }

        return changed ? new DeltaStruct(fields) : table;
    }

    private static DeltaField MergeField(DeltaField field, DeltaField source, string path, Allowed allowed)
    {
        if (RuleKeys.IsGivenAlways(field))
        {
            throw LakeException.Invalid($"Column '{path}' is an identity whose values only the table gives: leave it out of the written rows.");
        }

        var type = MergeType(field.Type, source.Type, path, allowed);
        return ReferenceEquals(type, field.Type) ? field : TypeChanges.Note(field, type);
    }

    private static DeltaType MergeType(DeltaType type, DeltaType source, string path, Allowed allowed)
    {
        switch (type, source)
        {
            case (DeltaStruct table, DeltaStruct written):
                return Merge(table, written, path + ".", allowed);
            case (DeltaArray table, DeltaArray written):
                var element = MergeType(table.Element, written.Element, path + ".element", allowed);
                return ReferenceEquals(element, table.Element) ? table : table with { Element = element };
            case (DeltaMap table, DeltaMap written):
                var key = MergeType(table.Key, written.Key, path + ".key", allowed with { NewColumns = false });
                var value = MergeType(table.Value, written.Value, path + ".value", allowed);
                return ReferenceEquals(key, table.Key) && ReferenceEquals(value, table.Value) ? table : table with { Key = key, Value = value };
            default:
                return Widening.Fits(source, type) ? type : allowed.WiderTypes && TypeWidening.IsSafe(type, source) ? source : throw LakeException.Invalid(
                    $"Column '{path}' of the table has the type {type.Text}, the written one {source.Text}, which does not fit without loss. "
                    + (TypeWidening.IsSafe(type, source)
                        ? $"Widen the column (which needs {TypeWidening.Property}=true), or cast before writing."
                        : "Cast it before writing."));
        }
    }

    private static DeltaField MissingField(DeltaField field, string path, DeltaStruct written) => field.Nullable || RuleKeys.IsFilled(field)
        ? field
        : throw LakeException.Invalid(
            $"Column '{path}' ({field.Type.Text}) may not be null, and the written rows do not have it."
            + NearNames.Hint(field.Name, written.Fields.Select(candidate => candidate.Name)));

    private static DeltaField NewField(DeltaStruct table, DeltaField source, string parent, Allowed allowed)
    {
        var path = parent + source.Name;
        if (table.Find(source.Name, ignoreCase: true) is { } twin)
        {
            throw LakeException.Invalid($"Column '{path}' differs from the table's '{parent}{twin.Name}' only in casing. Rename it before writing.");
        }

        // New columns read as null in the files that exist, so they are nullable whatever the writer said.
        return allowed.NewColumns
            ? source with { Nullable = true, Metadata = WithoutRules(source) }
            : throw LakeException.Invalid(
                $"The table has no column '{path}' ({source.Type.Text})."
                + NearNames.Hint(source.Name, table.Fields.Select(field => field.Name))
                + " To add it, write with MergeSchema.");
    }

    // What was a rule elsewhere is none here: only the table's owner makes rules.
    private static IReadOnlyDictionary<string, string> WithoutRules(DeltaField field) => field.Metadata.Keys.Any(RuleKeys.IsRule)
        ? field.Metadata.Where(pair => !RuleKeys.IsRule(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal)
        : field.Metadata;

    private readonly record struct Allowed(bool NewColumns, bool WiderTypes);
}
