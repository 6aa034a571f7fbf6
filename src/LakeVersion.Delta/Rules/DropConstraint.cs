using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>Takes a constraint away; rows need not keep to it from now on. One that this version does not understand can be dropped too.</summary>
/// <param name="name">Its name, regardless of casing.</param>
public sealed class DropConstraint(string name) : ITableChange
{
    /// <inheritdoc/>
    public CommitOptions Commit { get; init; } = new();

    /// <inheritdoc/>
    public string Request => $"drop constraint {ColumnPath.Of(name)}";

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: there is no such constraint; near names are told. Unsupported: a table that this version does
    /// not write even without it.</exception>
    public ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(current);
        var properties = new Dictionary<string, string?>(current.Properties, StringComparer.Ordinal);
        var key = properties.Keys.FirstOrDefault(property => string.Equals(property, RuleKeys.Constraint + name, StringComparison.OrdinalIgnoreCase))
            ?? throw LakeException.Invalid($"{current.Folder.Name} has no constraint '{name}'." + NearNames.Hint(name, properties.Keys
                .Where(property => property.StartsWith(RuleKeys.Constraint, StringComparison.Ordinal))
                .Select(property => property[RuleKeys.Constraint.Length..])));
        properties.Remove(key, out var expression);
        TableFeatures.CheckWritable(current.Protocol, current.Metadata with { Configuration = properties }, current.TableSchema, current.Folder.Name);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["name"] = key[RuleKeys.Constraint.Length..], ["expr"] = expression };
        return ValueTask.FromResult(DefinitionCommit.Of(
            current, TableDefinition.Of(current).With(properties), "DROP CONSTRAINT", parameters, context, Commit));
    }
}
