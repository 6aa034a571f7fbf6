namespace LakeVersion.Parquet.Managed;

/// <summary>One leaf of one row group, decoded: its entries, and the values of those that are not null.</summary>
/// <param name="EntryCount">Entries: values, nulls and empty lists.</param>
/// <param name="Definitions">A definition level an entry; empty where all entries are values.</param>
/// <param name="Repetitions">A repetition level an entry; empty where no list is around the leaf.</param>
/// <param name="Values">The values as their physical type: bool, int, long, float, double or ReadOnlyMemory of bytes.</param>
internal sealed record LeafData(int EntryCount, byte[] Definitions, byte[] Repetitions, Array Values);
