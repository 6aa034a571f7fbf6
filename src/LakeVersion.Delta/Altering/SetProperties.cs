using System.Text.Json;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Sets and takes away properties of a table, its name and its description. The protocol is raised where a property needs it.</summary>
/// <remarks>Properties that begin with <c>delta.</c> are those that this version honours; <see cref="TableKey.Property"/> names columns that can be a key, which
/// <see cref="SetKey"/> looks for in the rows too; all others are free.</remarks>
public sealed class SetProperties : ITableChange
{
    /// <summary>The properties to set.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The properties to take away.</summary>
    public IReadOnlyCollection<string> Unset { get; init; } = [];

    /// <summary>The table's name; empty for none, null leaves it.</summary>
    public string? Name { get; init; }

    /// <summary>The table's description; empty for none, null leaves it.</summary>
    public string? Description { get; init; }

    /// <inheritdoc/>
    public CommitOptions Commit { get; init; } = new();

    /// <inheritdoc/>
    public string Request => $"set {Json(Properties)} unset {CommitFacts.Names([.. Unset.Order(StringComparer.Ordinal)])} "
        + $"name {Name ?? "-"} description {Description ?? "-"}";

    /// <inheritdoc/>
    /// <exception cref="LakeException">Unsupported: a <c>delta.</c> property that this version does not honour. Invalid: a value that is none,
    /// or a property to take away that the table does not have. Refused: a change that the table's files do not allow.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(current);
        TableFeatures.CheckWritable(current.Protocol, current.Metadata, current.TableSchema, current.Folder.Name);
        if (Properties.TryGetValue(TableKey.Property, out var key))
        {
            TableKey.Check(key.Split(','), current);
        }

        var before = TableDefinition.Of(current);
        var named = before with
        {
            Metadata = before.Metadata with
            {
                Name = Name is null ? before.Metadata.Name : Name.Length == 0 ? null : Name,
                Description = Description is null ? before.Metadata.Description : Description.Length == 0 ? null : Description,
            },
        };
        var changed = named.With(RowTracking.WithColumns(Changed(current), context));
        var files = BeginsTracking(current, changed) ? await WithoutIdsAsync(current, context, cancellationToken).ConfigureAwait(false) : null;
        var operation = Properties.Count == 0 && Unset.Count > 0 ? "UNSET TBLPROPERTIES" : "SET TBLPROPERTIES";
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["properties"] = Json(Properties) };
        if (Unset.Count > 0)
        {
            parameters["unset"] = CommitFacts.Names([.. Unset]);
        }

        return DefinitionCommit.Of(current, changed, operation, parameters, context, Commit, files, readsRows: files is not null);
    }

    // An id is the file's first and the row's place: without a count the next file has no beginning.
    private static ValueTask<IReadOnlyList<AddFile>> WithoutIdsAsync(DeltaSnapshot current, DeltaContext context, CancellationToken cancellationToken) =>
        CountedFiles.OfAsync(
            current.Files.Where(file => file.BaseRowId is null).Select(file => file with { DataChange = false }), current, context, cancellationToken);

    // "baseRowId … set for all active add actions": files without ids are added again, and get them where the commit is made.
    private static bool BeginsTracking(DeltaSnapshot current, TableDefinition changed)
    {
        if (changed.Metadata.Configuration.GetValueOrDefault(RowTracking.Property) != "true" || RowTracking.IsEnabled(current.Protocol, current.Metadata))
        {
            return false;
        }

        return RowTracking.IsSupported(changed.Protocol, changed.Metadata)
            ? true
            : throw LakeException.Refused($"Row tracking of {current.Folder.Name} is suspended (delta.rowTrackingSuspended); whoever suspended it must end that first.");
    }

    private Dictionary<string, string?> Changed(DeltaSnapshot current)
    {
        var properties = new Dictionary<string, string?>(current.Properties, StringComparer.Ordinal);
        foreach (var name in Unset)
        {
            TableProperties.Check(name, null);
            if (!properties.Remove(name))
            {
                throw LakeException.Invalid($"{current.Folder.Name} has no property '{name}'." + NearNames.Hint(name, current.Properties.Keys));
            }
        }

        foreach (var (name, value) in Properties)
        {
            TableProperties.Check(name, value);
            properties[name] = Unset.Contains(name)
                ? throw LakeException.Invalid($"The property '{name}' is both set and taken away.")
                : value;
        }

        return properties;
    }

    private static string Json(IReadOnlyDictionary<string, string> properties) => "{" + string.Join(',', properties
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"\"{JsonEncodedText.Encode(pair.Key)}\":\"{JsonEncodedText.Encode(pair.Value)}\"")) + "}";
}
