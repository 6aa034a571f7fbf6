using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>Cells as text, nested ones included, so that rows from different sources compare.</summary>
internal static class Cells
{
    public static IEnumerable<string> Rows(RecordBatch batch)
    {
        for (var row = 0; row < batch.Length; row++)
        {
            yield return string.Join('|', batch.Arrays.Select(array => Text(array, row)));
        }
    }

    public static string Text(IArrowArray array, int row)
    {
        if (array is NullArray || array.IsNull(row))
        {
            return "null";
        }

        return array switch
        {
            StructArray fields => "{" + string.Join(",", fields.Fields.Select((field, i) =>
                $"{((StructType)fields.Data.DataType).Fields[i].Name}:{Text(field, row)}")) + "}",
            MapArray map => "<" + string.Join(",", Enumerable.Range(map.ValueOffsets[row], map.ValueOffsets[row + 1] - map.ValueOffsets[row])
                .Select(i => $"{Text(map.Keys, i)}={Text(map.Values, i)}")) + ">",
            ListArray list => "[" + string.Join(",", Enumerable.Range(list.ValueOffsets[row], list.ValueOffsets[row + 1] - list.ValueOffsets[row])
                .Select(i => Text(list.Values, i))) + "]",
            StringArray text => text.GetString(row),
            BinaryArray bytes => Convert.ToHexString(bytes.GetBytes(row)),
            FloatArray numbers => numbers.Values[row].ToString("R", CultureInfo.InvariantCulture),
            _ => ColumnScalars.Read(array, row).ToString(),
        };
    }
}
