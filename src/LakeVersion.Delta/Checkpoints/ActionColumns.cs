using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>A column of one kind of action in a checkpoint: a struct whose fields are found by name; missing ones are null.</summary>
internal sealed class ActionColumns(StructArray array)
{
    private readonly IReadOnlyList<Field> fields = ((StructType)array.Data.DataType).Fields;

    public bool IsNull(int row) => array.IsNull(row);

    /// <summary>The array of a field; null where the file lacks it, or has another type there.</summary>
    public T? Field<T>(string name)
        where T : class, IArrowArray
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == name)
            {
                return array.Fields[i] as T;
            }
        }

        return null;
    }

    public string? Text(string name, int row) => Field<BinaryArray>(name) is { } texts && !texts.IsNull(row) ? Encoding.UTF8.GetString(texts.GetBytes(row)) : null;

    public long? Number(string name, int row) => Field<IArrowArray>(name) switch
    {
        Int64Array numbers => numbers.GetValue(row),
        Int32Array numbers => numbers.GetValue(row),
        _ => null,
    };

    public bool? Flag(string name, int row) => Field<BooleanArray>(name)?.GetValue(row);

    public ActionColumns? Struct(string name) => Field<StructArray>(name) is { } inner ? new ActionColumns(inner) : null;

    /// <summary>Null where the list is null; elements that are null are left out.</summary>
    public List<string>? Texts(string name, int row)
    {
        if (Field<ListArray>(name) is not { Values: BinaryArray values } lists || lists.IsNull(row))
        {
            return null;
        }

        var texts = new List<string>();
        for (var i = lists.ValueOffsets[row]; i < lists.ValueOffsets[row + 1]; i++)
        {
            if (!values.IsNull(i))
            {
                texts.Add(Encoding.UTF8.GetString(values.GetBytes(i)));
            }
        }

        return texts;
    }

    /// <summary>Null where the map is null.</summary>
    public Dictionary<string, string?>? Map(string name, int row)
    {
        if (Field<MapArray>(name) is not { Keys: BinaryArray keys, Values: BinaryArray values } maps || maps.IsNull(row))
        {
            return null;
        }

        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var i = maps.ValueOffsets[row]; i < maps.ValueOffsets[row + 1]; i++)
        {
            map[Encoding.UTF8.GetString(keys.GetBytes(i))] = values.IsNull(i) ? null : Encoding.UTF8.GetString(values.GetBytes(i));
        }

        return map;
    }
}
