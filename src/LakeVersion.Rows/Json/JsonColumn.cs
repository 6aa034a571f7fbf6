using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Rows.Json;

/// <summary>A column, at any depth, that is being built from JSON values.</summary>
internal abstract class JsonColumn
{
    /// <summary>The rows so far.</summary>
    public abstract int Length { get; }

    public static JsonColumn For(Field field, string path) => field.DataType switch
    {
        StructType parent => new JsonStructColumn(parent, path),
        MapType map => new JsonMapColumn(map, path),
        ListType list => new JsonListColumn(list, path),
        _ => new JsonScalarColumn(CellColumn.For(field.DataType, path), path),
    };

    /// <summary>Appends a value; a fault in words where it does not fit. After a fault the column is not used again.</summary>
    public abstract string? Append(JsonElement value);

    /// <summary>Appends a null.</summary>
    public abstract void AppendNull();

    /// <summary>The rows so far as an array; the column begins anew.</summary>
    public abstract IArrowArray Build();
}
