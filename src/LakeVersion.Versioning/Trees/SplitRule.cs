using System.Buffers.Binary;
using System.IO.Hashing;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Trees;

/// <summary>Where nodes end, by the salt of one lake (docs/format.md, section 4, "Split").</summary>
public readonly record struct SplitRule
{
    /// <summary>A key of lesser priority ends a node: one key of 256.</summary>
    internal const ulong BoundaryBelow = 1UL << 56;

    private readonly ulong seed;

    private SplitRule(ulong seed) => this.seed = seed;

    /// <summary>The rule of a lake, by the <c>salt</c> of its <c>lake.json</c>.</summary>
    public static SplitRule FromSalt(Id128 salt)
    {
        Span<byte> bytes = stackalloc byte[Id128.SizeBytes];
        salt.Write(bytes);
        return new SplitRule(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    internal ulong Priority(int level, ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key, unchecked((long)(seed + (ulong)level)));

    internal bool IsBoundary(int level, ReadOnlySpan<byte> key) => Priority(level, key) < BoundaryBelow;
}
