using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Whether rows that a side brought fit the columns and keep to the rules that the merged table has.</summary>
/// <remarks>(1) A column that would be narrower than a side wrote it. (2) Constraints, invariants and "not null" that a side did not have:
/// the rows that it brought are read; else none is.</remarks>
internal static class RuleCheck
{
    /// <summary>What does not fit, in words; null where all does.</summary>
    public static async ValueTask<string?> FaultAsync(
        SideRows rows, MergeSides sides, TableDefinition definition, DeltaContext context, CancellationToken cancellationToken) =>
        await FaultAsync(rows, sides.Base, sides.Ours, sides.OursSince, "ours", definition, context, cancellationToken).ConfigureAwait(false)
        ?? await FaultAsync(rows, sides.Base, sides.Theirs, sides.TheirsSince, "theirs", definition, context, cancellationToken).ConfigureAwait(false);

    private static async ValueTask<string?> FaultAsync(
        SideRows rows, DeltaSnapshot @base, DeltaSnapshot side, FileDelta delta, string word, TableDefinition definition, DeltaContext context, CancellationToken cancellationToken)
    {
        if (delta.Added.Count + delta.Marked.Count == 0)
        {
            return null;
        }

        if (ColumnChanges.Narrowed(Loose(side.TableSchema), Loose(definition.Schema), TableFeatures.Lists(definition.Protocol, TypeWidening.Feature)) is { } column)
        {
            return $"column '{column}' would have another type than {word} wrote rows for.";
        }

        if (!Rules(definition.Metadata.Configuration, definition.Schema).Except(Rules(side.Properties, side.TableSchema)).Any())
        {
            return null;
        }

        try
        {
            var rules = RowRules.Of(definition.Schema, definition.Metadata, context.Time.GetUtcNow(), RuleFaults.Stored(side.Folder.Name));
            await foreach (var batch in rows.WonAsync(@base, side, delta, null, cancellationToken).ConfigureAwait(false))
            {
                using var owned = batch;
                rules.Fit(batch, 0, batch.Length);
            }

            rules.Finish();
            return null;
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid)
        {
            return $"rows of {word} do not keep to a rule that the other side added: {e.Message}";
        }
    }

    private static IEnumerable<string> Rules(IReadOnlyDictionary<string, string?> properties, DeltaStruct schema) =>
    [
        .. properties.Where(pair => pair.Key.StartsWith(RuleKeys.Constraint, StringComparison.Ordinal)).Select(pair => $"{pair.Key} {pair.Value}"),
        .. SchemaRules.Fields(schema, "").Where(field => !field.Field.Nullable).Select(field => $"not null {field.Field.PhysicalName}"),
        .. SchemaRules.Fields(schema, "").SelectMany(field => new[] { RuleKeys.Invariant, RuleKeys.Generation }
            .Where(field.Field.Metadata.ContainsKey).Select(key => $"{key} {field.Field.PhysicalName} {field.Field.Metadata[key]}")),
    ];

    // Nulls are looked for in the rows.
    private static DeltaStruct Loose(DeltaStruct schema) => new([.. schema.Fields.Select(field => field with
    {
        Nullable = true, Type = field.Type is DeltaStruct fields ? Loose(fields) : field.Type,
    })]);
}
