using System.Globalization;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Rules;

/// <summary>The marks of identity columns within schemas: up to where values were given. Pure.</summary>
internal static class IdentityMarks
{
    /// <summary>The schema with other marks.</summary>
    public static DeltaStruct With(DeltaStruct schema, IReadOnlyDictionary<string, long> marks) => new([.. schema.Fields.Select(field =>
        marks.TryGetValue(field.Name, out var mark)
            ? RuleKeys.With(field, RuleKeys.IdentityMark, mark.ToString(CultureInfo.InvariantCulture))
            : field)]);

    /// <summary>An earlier schema with the marks of the current one: values that were given once are never given again.</summary>
    public static DeltaStruct Raise(DeltaStruct earlier, DeltaStruct current) => earlier.Fields.Any(RuleKeys.IsIdentity)
        ? new([.. earlier.Fields.Select(field => Raise(field, current))])
        : earlier;

    /// <summary>True where metadata changed in nothing but marks (exception of conflict rule 2).</summary>
    public static bool AreAllThatDiffers(MetadataAction before, MetadataAction after) =>
        before.SchemaString != after.SchemaString && Text(before) == Text(after) && before.FormatProvider == after.FormatProvider
        && before.PartitionColumns.SequenceEqual(after.PartitionColumns)
        && (before.Id, before.Name, before.Description) == (after.Id, after.Name, after.Description)
        && before.Configuration.Count == after.Configuration.Count
        && before.Configuration.All(pair => after.Configuration.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static DeltaField Raise(DeltaField field, DeltaStruct current) =>
        RuleKeys.IsIdentity(field) && current.Fields.FirstOrDefault(now => now.PhysicalName == field.PhysicalName) is { } now
        && RuleKeys.IsIdentity(now) && now.Metadata.TryGetValue(RuleKeys.IdentityMark, out var mark)
            ? RuleKeys.With(field, RuleKeys.IdentityMark, mark)
            : field;

    private static string Text(MetadataAction metadata)
    {
        var schema = SchemaReader.Read(metadata.SchemaString);
        return SchemaWriter.Write(new DeltaStruct([.. schema.Fields.Select(field => RuleKeys.With(field, RuleKeys.IdentityMark, null))]));
    }
}
