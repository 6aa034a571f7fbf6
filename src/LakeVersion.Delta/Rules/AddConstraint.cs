using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>Adds a constraint (SQL's CHECK), which every row keeps to from now on. The rows that are there are looked at first. Where the
/// table has this very constraint, by its name and text, nothing changes.</summary>
/// <param name="name">Its name; names differ in more than casing.</param>
/// <param name="expression">What must be true of every row, as <see cref="ValueText"/> reads it; null is not true.</param>
public sealed class AddConstraint(string name, string expression) : ITableChange
{
    /// <inheritdoc/>
    public CommitOptions Commit { get; init; } = new();

    /// <inheritdoc/>
    public string Request => $"add constraint {ColumnPath.Of(name)} check {expression}";

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: a name that is taken, an expression that is none, or rows that break it: how many, and a sample.
    /// Unsupported: a table that this version does not write.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(current);
        TableFeatures.CheckWritable(current.Protocol, current.Metadata, current.TableSchema, current.Folder.Name);
        if (current.Properties.TryGetValue(RuleKeys.Constraint + name, out var there) && there == expression)
        {
            return Of(current, TableDefinition.Of(current), context); // a step that is done again
        }

        if (name.Length == 0 || !UnicodeText.IsValid(name) || current.Properties.Keys.FirstOrDefault(IsNamed) is not null)
        {
            throw LakeException.Invalid($"{current.Folder.Name} cannot have a constraint '{name}': there is one of that name, or it is no name. Drop that one first.");
        }

        var test = RowRules.Constraint(name, expression, ArrowSchemas.ToArrow(current.TableSchema), RuleFaults.Asked(current.Folder.Name));
        await CheckRowsAsync(current, test, cancellationToken).ConfigureAwait(false);
        var properties = new Dictionary<string, string?>(current.Properties, StringComparer.Ordinal) { [RuleKeys.Constraint + name] = expression };
        return Of(current, TableDefinition.Of(current).With(properties), context);
    }

    private DeltaTransaction Of(DeltaSnapshot current, TableDefinition definition, DeltaContext context)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["name"] = name, ["expr"] = expression };
        return DefinitionCommit.Of(current, definition, "ADD CONSTRAINT", parameters, context, Commit, readsRows: true);
    }

    private bool IsNamed(string property) => string.Equals(property, RuleKeys.Constraint + name, StringComparison.OrdinalIgnoreCase);

    private static async ValueTask CheckRowsAsync(DeltaSnapshot current, RowTest test, CancellationToken cancellationToken)
    {
        var columns = test.Columns.Select(column => column.Names[0]).Distinct(StringComparer.Ordinal).ToList();
        await foreach (var batch in current.ReadAsync(columns, null, cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                test.Run(batch);
            }
        }

        if (test.Fault is { } fault)
        {
            throw LakeException.Invalid($"{current.Folder.Name} holds rows that the constraint excludes: {fault} Change or delete these rows first.");
        }
    }
}
