using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>A column of one kind of action in a checkpoint: a struct whose fields are found by name; missing ones are null.</summary>
/// <remarks>A field of another type than the protocol says is damage, and never as good as missing: without a deletion vector
/// deleted rows come back.</remarks>
/// <param name="array">The column.</param>
/// <param name="name">Its name, for messages.</param>
/// <param name="key">The checkpoint, for messages.</param>
internal sealed class ActionColumns(StructArray array, string name, StoreKey key)
{
    private readonly IReadOnlyList<Field> fields = ((StructType)array.Data.DataType).Fields;

    public bool IsNull(int row) => array.IsNull(row);

    /// <summary>The array of a field; null where the file lacks it, or has nothing but null there.</summary>
    /// <exception cref="LakeException">Corrupt: it has another type.</exception>
    public T? Field<T>(string field)
        where T : class, IArrowArray
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == field)
            {
                return As<T>(array.Fields[i], $"{name}.{field}", key);
            }
        }

        return null;
    }

    /// <summary>An array of the type wanted; null where it is of another type and holds nothing but null.</summary>
    /// <exception cref="LakeException">Corrupt: it has another type.</exception>
    public static T? As<T>(IArrowArray array, string column, StoreKey key)
        where T : class, IArrowArray =>
        array as T ?? (array is NullArray || array.NullCount == array.Length
            ? null
            : throw LakeException.Corrupt($"The checkpoint {key} has the column '{column}' as {array.Data.DataType.Name}, which is not the type that the protocol asks for."));

    public string? Text(string field, int row) => Field<BinaryArray>(field) is { } texts && !texts.IsNull(row) ? Encoding.UTF8.GetString(texts.GetBytes(row)) : null;

    public long? Number(string field, int row) => Field<IArrowArray>(field) switch
    {
        Int64Array numbers => numbers.GetValue(row),
        Int32Array numbers => numbers.GetValue(row),
        { } other => As<Int64Array>(other, $"{name}.{field}", key)?.GetValue(row),
        null => null,
    };

    public bool? Flag(string field, int row) => Field<BooleanArray>(field)?.GetValue(row);

    public ActionColumns? Struct(string field) => Field<StructArray>(field) is { } inner ? new ActionColumns(inner, $"{name}.{field}", key) : null;

    /// <summary>Null where the list is null; elements that are null are left out.</summary>
    public List<string>? Texts(string field, int row)
    {
        if (Field<ListArray>(field) is not { } lists || lists.IsNull(row))
        {
            return null;
        }

        var texts = new List<string>();
        var values = As<BinaryArray>(lists.Values, $"{name}.{field}", key);
        for (var i = lists.ValueOffsets[row]; values is not null && i < lists.ValueOffsets[row + 1]; i++)
        {
            if (!values.IsNull(i))
            {
                texts.Add(Encoding.UTF8.GetString(values.GetBytes(i)));
            }
        }

        return texts;
    }

    /// <summary>Null where the map is null.</summary>
    public Dictionary<string, string?>? Map(string field, int row)
    {
        if (Field<MapArray>(field) is not { } maps || maps.IsNull(row))
        {
            return null;
        }

        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (As<BinaryArray>(maps.Keys, $"{name}.{field}", key) is not { } keys || As<BinaryArray>(maps.Values, $"{name}.{field}", key) is not { } values)
        {
            return map;
        }

        for (var i = maps.ValueOffsets[row]; i < maps.ValueOffsets[row + 1]; i++)
        {
            map[Encoding.UTF8.GetString(keys.GetBytes(i))] = values.IsNull(i) ? null : Encoding.UTF8.GetString(values.GetBytes(i));
        }

        return map;
    }
}
