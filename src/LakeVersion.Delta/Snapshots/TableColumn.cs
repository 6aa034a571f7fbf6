namespace LakeVersion.Delta.Snapshots;

/// <summary>A column of a table, with what stays of it when it gets another name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StoredName">What files, partition values and statistics call it: another name than <paramref name="Name"/> only where
/// columns are mapped. It stays through new names.</param>
/// <param name="Type">Its type in Delta's words, as <c>decimal(10,2)</c>.</param>
/// <param name="Nullable">False where no row may be null.</param>
/// <param name="Metadata">What else is known of it, such as a comment or a default: raw JSON by key.</param>
public sealed record TableColumn(string Name, string StoredName, string Type, bool Nullable, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The columns of a table, in its order.</summary>
    public static IReadOnlyList<TableColumn> Of(DeltaSnapshot table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. table.TableSchema.Fields.Select(field => new TableColumn(field.Name, field.PhysicalName, field.Type.Text, field.Nullable, field.Metadata))];
    }

    /// <summary>True where both are defined alike: name, type, whether null is allowed, and all that is known of them.</summary>
    public bool IsSame(TableColumn other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Name, StoredName, Type, Nullable) == (other.Name, other.StoredName, other.Type, other.Nullable)
            && Metadata.Count == other.Metadata.Count
            && Metadata.All(pair => other.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value);
    }
}
