namespace LakeVersion.Parquet.Managed;

/// <summary>The values of one page, without levels and uncompressed.</summary>
/// <param name="Encoding">How they are encoded.</param>
/// <param name="Count">How many there are; nulls are not among them.</param>
/// <param name="Bytes">The values.</param>
internal readonly record struct ValuePage(Encoding Encoding, int Count, ReadOnlyMemory<byte> Bytes);
