using System.Globalization;

namespace LakeVersion.Delta.Actions;

/// <summary>Where a deletion vector is (PROTOCOL.md, "Deletion Vector Descriptor Schema").</summary>
public sealed record DeletionVectorDescriptor
{
    /// <summary><c>u</c>: a file named by a UUID; <c>i</c>: inline; <c>p</c>: an absolute path.</summary>
    public required string StorageType { get; init; }

    /// <summary>The place, or the vector itself, as the storage type says.</summary>
    public required string PathOrInlineDv { get; init; }

    /// <summary>Where the vector begins in its file, in bytes; null for inline ones.</summary>
    public int? Offset { get; init; }

    /// <summary>The vector's length, in bytes.</summary>
    public required int SizeInBytes { get; init; }

    /// <summary>Rows that the vector deletes.</summary>
    public required long Cardinality { get; init; }

    /// <summary>What tells two vectors of one file apart (PROTOCOL.md, "Derived Fields").</summary>
    public string UniqueId => Offset is { } offset
        ? string.Create(CultureInfo.InvariantCulture, $"{StorageType}{PathOrInlineDv}@{offset}")
        : StorageType + PathOrInlineDv;
}
