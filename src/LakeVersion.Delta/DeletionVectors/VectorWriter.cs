using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using LakeVersion.Delta.Actions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.DeletionVectors;

/// <summary>Stores deletion vectors, all of a commit in one file while it stays small (PROTOCOL.md, "Deletion Vector File Storage Format").</summary>
/// <remarks>The file is in the store when <see cref="StoreAsync"/> returns, and part of the table only when descriptors are committed.</remarks>
internal sealed class VectorWriter(IObjectStore folder, DeltaContext context)
{
    private const byte FileVersion = 1;

    // Offsets are 32-bit numbers, and what is put is held in memory.
    private const int FullBytes = 64 << 20;

    private readonly ArrayBufferWriter<byte> content = new();
    private Guid file;

    /// <summary>Takes a vector in.</summary>
    /// <returns>Where it will be.</returns>
    public async ValueTask<DeletionVectorDescriptor> AddAsync(RowMarks rows, CancellationToken cancellationToken)
    {
        var data = RoaringWriter.Write(rows);
        if (content.WrittenCount > 0 && content.WrittenCount + (long)data.Length > FullBytes)
        {
            await StoreAsync(cancellationToken).ConfigureAwait(false);
        }

        if (content.WrittenCount == 0)
        {
            file = context.NewGuid();
            content.Write([FileVersion]);
        }

        var descriptor = new DeletionVectorDescriptor
        {
            StorageType = "u",
            PathOrInlineDv = Z85.Encode(file.ToByteArray(bigEndian: true)),
            Offset = content.WrittenCount,
            SizeInBytes = data.Length,
            Cardinality = rows.Count,
        };
        BigEndian((uint)data.Length);
        content.Write(data);
        BigEndian(Crc32.HashToUInt32(data));
        return descriptor;
    }

    /// <summary>Puts what was taken in into the store.</summary>
    public async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        if (content.WrittenCount > 0)
        {
            await folder.PutAsync(StoreKey.Parse(VectorReader.FileOf(file)), content.WrittenMemory, cancellationToken).ConfigureAwait(false);
            content.ResetWrittenCount();
        }
    }

    private void BigEndian(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(content.GetSpan(sizeof(uint)), value);
        content.Advance(sizeof(uint));
    }
}
