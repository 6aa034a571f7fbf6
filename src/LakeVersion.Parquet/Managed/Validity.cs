using Apache.Arrow;

namespace LakeVersion.Parquet.Managed;

/// <summary>Which slots of a node are not null.</summary>
/// <param name="Length">The slots.</param>
/// <param name="NullCount">How many of them are null.</param>
/// <param name="Bits">A bit a slot, 1 where there is a value; null where there is no null.</param>
internal sealed record Validity(int Length, int NullCount, byte[]? Bits)
{
    /// <summary>Reads the slots of a node from the levels of a leaf at or below it.</summary>
    public static Validity Of(ColumnNode node, LeafData leaf)
    {
        if (leaf.Definitions.Length == 0)
        {
            return new Validity(leaf.EntryCount, 0, null);
        }

        var bits = new byte[(leaf.EntryCount + 7) / 8];
        var (length, valid) = (0, 0);
        for (var i = 0; i < leaf.EntryCount; i++)
        {
            int definition = leaf.Definitions[i];
            if (definition < node.SlotDefinition || (leaf.Repetitions.Length > 0 && leaf.Repetitions[i] > node.Repetition))
            {
                continue;
            }

            if (definition >= node.Definition)
            {
                bits[length / 8] |= (byte)(1 << (length % 8));
                valid++;
            }

            length++;
        }

        return new Validity(length, length - valid, valid == length ? null : bits);
    }

    /// <summary>True where a slot has a value.</summary>
    public bool this[int slot] => Bits is null || (Bits[slot / 8] & (1 << (slot % 8))) != 0;

    /// <summary>The bits as Arrow wants them.</summary>
    public ArrowBuffer ToBuffer() => Bits is null ? ArrowBuffer.Empty : new ArrowBuffer(Bits);
}
