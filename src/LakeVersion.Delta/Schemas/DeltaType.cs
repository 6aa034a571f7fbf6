namespace LakeVersion.Delta.Schemas;

/// <summary>A type of the Delta schema (PROTOCOL.md, "Schema Serialization Format").</summary>
internal abstract record DeltaType
{
    /// <summary>The type as a user reads it, such as <c>decimal(10,2)</c> or <c>array&lt;long&gt;</c>; equal text is an equal type.</summary>
    public abstract string Text { get; }
}

/// <summary>A type without parts, by its name in the schema.</summary>
internal sealed record DeltaPrimitive(string Name) : DeltaType
{
    public override string Text => Name;
}

/// <summary>An exact number of up to <paramref name="Precision"/> digits, <paramref name="Scale"/> of them behind the point.</summary>
internal sealed record DeltaDecimal(int Precision, int Scale) : DeltaType
{
    public override string Text => $"decimal({Precision},{Scale})";
}

/// <summary>Named fields; also the schema of a table.</summary>
internal sealed record DeltaStruct(IReadOnlyList<DeltaField> Fields) : DeltaType
{
    public override string Text => $"struct<{string.Join(',', Fields.Select(part => $"{part.Name}:{part.Type.Text}"))}>";

    /// <summary>The field of this name, exactly or, where <paramref name="ignoreCase"/>, regardless of casing.</summary>
    public DeltaField? Find(string name, bool ignoreCase = false) => Fields.FirstOrDefault(
        field => string.Equals(field.Name, name, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
}

/// <summary>A list.</summary>
internal sealed record DeltaArray(DeltaType Element, bool ContainsNull) : DeltaType
{
    public override string Text => $"array<{Element.Text}>";
}

/// <summary>A map.</summary>
internal sealed record DeltaMap(DeltaType Key, DeltaType Value, bool ValueContainsNull) : DeltaType
{
    public override string Text => $"map<{Key.Text},{Value.Text}>";
}

/// <summary>A column, or a field of a struct.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nullable">False where no row may be null.</param>
/// <param name="Metadata">What else is known of it: raw JSON by key, carried unchanged.</param>
internal sealed record DeltaField(string Name, DeltaType Type, bool Nullable, IReadOnlyDictionary<string, string> Metadata)
{
    public static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();

    /// <summary>What files, partition values and statistics call it: another name than <see cref="Name"/> only where columns are mapped.</summary>
    public string PhysicalName { get; init; } = Name;

    /// <summary>Its field id in Parquet files, where columns are found by id; else null.</summary>
    public int? FieldId { get; init; }

    /// <summary>The field id that new Parquet files give it, where columns are mapped; else null.</summary>
    public int? StoredId { get; init; }
}
