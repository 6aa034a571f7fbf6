using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>Looks for nulls where none may be, in fields of structs, elements of lists and values of maps too. Pure.</summary>
internal static class NullCheck
{
    /// <param name="rows">Rows in the table's columns.</param>
    /// <param name="offset">The number of the first one in its batch, for messages.</param>
    /// <param name="schema">The table's columns.</param>
    /// <exception cref="LakeException">Invalid: there is one; the message names column and row.</exception>
    public static void Run(RecordBatch rows, int offset, DeltaStruct schema)
    {
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            var field = schema.Fields[i];
            if (!field.Nullable || HasRequired(field.Type))
            {
                var numbers = Enumerable.Range(offset, rows.Length).ToArray();
                Check(rows.Column(i).Data, numbers, field.Nullable, field.Type, field.Name);
            }
        }
    }

    // The numbers tell in which row a value is; -1 where it is in none, as what is around it is null: it breaks no rule.
    private static void Check(ArrayData data, int[] numbers, bool nullable, DeltaType type, string path)
    {
        var inside = new int[numbers.Length];
        for (var i = 0; i < inside.Length; i++)
        {
            inside[i] = IsValid(data, i) ? numbers[i] : -1;
            if (!nullable && inside[i] < 0 && numbers[i] >= 0)
            {
                throw LakeException.Invalid($"Column '{path}' may not be null, and row {numbers[i]} of a written batch is.");
            }
        }

        if (!HasRequired(type) || data.DataType is NullType)
        {
            return;
        }

        switch (type)
        {
            case DeltaStruct fields:
                for (var i = 0; i < fields.Fields.Count; i++)
                {
                    // A slice of a struct moves its own offset alone, not its children's.
                    var field = fields.Fields[i];
                    Check(data.Children[i].Slice(data.Offset, data.Length), inside, field.Nullable, field.Type, $"{path}.{field.Name}");
                }

                break;
            case DeltaArray list:
                Check(data.Children[0], Elements(data, inside), list.ContainsNull, list.Element, path + ".element");
                break;
            case DeltaMap map:
                var (entries, rows) = (data.Children[0], Elements(data, inside));
                Check(entries.Children[0].Slice(entries.Offset, entries.Length), rows, nullable: false, map.Key, path + ".key");
                Check(entries.Children[1].Slice(entries.Offset, entries.Length), rows, map.ValueContainsNull, map.Value, path + ".value");
                break;
        }
    }

    private static int[] Elements(ArrayData data, int[] numbers)
    {
        var elements = new int[data.Children[0].Length];
        System.Array.Fill(elements, -1);
        var bounds = data.Length == 0 ? [] : MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span).Slice(data.Offset, data.Length + 1);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] >= 0)
            {
                elements.AsSpan(bounds[i]..bounds[i + 1]).Fill(numbers[i]);
            }
        }

        return elements;
    }

    private static bool HasRequired(DeltaType type) => type switch
    {
        DeltaStruct fields => fields.Fields.Any(field => !field.Nullable || HasRequired(field.Type)),
        DeltaArray list => !list.ContainsNull || HasRequired(list.Element),
        DeltaMap => true,
        _ => false,
    };

    private static bool IsValid(ArrayData data, int row) => data.DataType is not NullType
        && (data.Buffers[0].IsEmpty || BitUtility.GetBit(data.Buffers[0].Span, data.Offset + row));
}
