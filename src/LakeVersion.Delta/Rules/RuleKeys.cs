using System.Text.Json;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Rules;

/// <summary>Where tables keep their rules: properties, and metadata of columns (PROTOCOL.md, "Column Invariants" to "Identity Columns").</summary>
internal static class RuleKeys
{
    public const string Constraint = "delta.constraints.";
    public const string Invariant = "delta.invariants";
    public const string Generation = "delta.generationExpression";
    public const string Default = "CURRENT_DEFAULT";
    public const string Identity = "delta.identity.";
    public const string IdentityStart = "delta.identity.start";
    public const string IdentityStep = "delta.identity.step";
    public const string IdentityMark = "delta.identity.highWaterMark";
    public const string IdentityExplicit = "delta.identity.allowExplicitInsert";

    /// <summary>True for metadata that says what a column's values must be.</summary>
    public static bool IsRule(string key) =>
        key is Invariant or Generation or Default || key.StartsWith(Identity, StringComparison.Ordinal);

    /// <summary>True where a write that lacks the column still gives it values.</summary>
    public static bool IsFilled(DeltaField field) =>
        field.Metadata.ContainsKey(Generation) || field.Metadata.ContainsKey(Default) || IsIdentity(field);

    public static bool IsIdentity(DeltaField field) => field.Metadata.ContainsKey(IdentityStart);

    /// <summary>True for an identity column whose values only the table gives.</summary>
    public static bool IsGivenAlways(DeltaField field) =>
        IsIdentity(field) && !string.Equals(Text(field, IdentityExplicit), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a key says: a text without its quotes, anything else as it is written; null where the key is not there.</summary>
    public static string? Text(DeltaField field, string key)
    {
        if (!field.Metadata.TryGetValue(key, out var raw))
        {
            return null;
        }

        using var document = JsonDocument.Parse(raw);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : raw;
    }

    /// <summary>The field with a key set, as raw JSON, or taken away.</summary>
    public static DeltaField With(DeltaField field, string key, string? raw)
    {
        var metadata = new Dictionary<string, string>(field.Metadata, StringComparer.Ordinal);
        metadata.Remove(key);
        if (raw is not null)
        {
            metadata[key] = raw;
        }

        return field with { Metadata = metadata };
    }
}
