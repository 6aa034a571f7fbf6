using System.Text.Json;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>Says which value a column has in rows that lack it, or takes that away. Rows that are there stay as they are.</summary>
/// <param name="column">A column of the table, by its exact name.</param>
/// <param name="expression">The value, as <see cref="ValueText"/> reads it, which reads no columns; <c>current_timestamp()</c> and
/// <c>current_date()</c> are the time of the write, in UTC. Null for no default.</param>
public sealed class SetDefault(string column, string? expression) : ITableChange
{
    /// <inheritdoc/>
    public CommitOptions Commit { get; init; } = new();

    /// <inheritdoc/>
    public string Request => $"default {ColumnPath.Of(column)} {(expression is null ? "none" : $"= {expression}")}";

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: no such column, one that is generated or an identity, or an expression that is none or of another
    /// type. Unsupported: a table that this version does not write.</exception>
    public ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(current);
        var table = current.Folder.Name;
        var field = current.TableSchema.Find(column) ?? throw LakeException.Invalid(
            $"{table} has no column '{column}'." + NearNames.Hint(column, current.TableSchema.Fields.Select(known => known.Name)));
        if (expression is null && !field.Metadata.ContainsKey(RuleKeys.Default))
        {
            throw LakeException.Invalid($"Column '{column}' of {table} has no default.");
        }

        var changed = RuleKeys.With(field, RuleKeys.Default, expression is null ? null : $"\"{JsonEncodedText.Encode(expression)}\"");
        var schema = new DeltaStruct([.. current.TableSchema.Fields.Select(known => ReferenceEquals(known, field) ? changed : known)]);
        // The default that goes need not be understood; the one that comes must be.
        TableFeatures.CheckWritable(
            current.Protocol, current.Metadata, expression is null ? schema : current.TableSchema, table);
        RowRules.Of(schema, current.Metadata, context.Time.GetUtcNow(), RuleFaults.Asked(table));
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["column"] = column, ["default"] = expression };
        return ValueTask.FromResult(DefinitionCommit.Of(
            current, TableDefinition.Of(current).With(schema, context), "CHANGE COLUMN", parameters, context, Commit));
    }
}
