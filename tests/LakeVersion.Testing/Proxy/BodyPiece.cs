namespace LakeVersion.Testing.Proxy;

/// <summary>Some bytes of a body.</summary>
/// <param name="Bytes">The bytes; whoever has the piece may change them.</param>
/// <param name="IsContent">False where they only frame a chunk.</param>
internal readonly record struct BodyPiece(Memory<byte> Bytes, bool IsContent);
