namespace LakeVersion.Versioning.Packs;

/// <summary>What a block holds; the numbers are stored (docs/format.md, section 3).</summary>
internal enum BlockType : byte
{
    Node = 1,
    Content = 2,
    ChunkList = 3,
    Directory = 4,
    CommitList = 5,
}
