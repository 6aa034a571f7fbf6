using System.Buffers.Binary;
using System.IO.Hashing;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.DeletionVectors;

/// <summary>Reads deletion vectors from where their descriptors say (PROTOCOL.md, "Deletion Vectors").</summary>
internal sealed class VectorReader(FileLocator files)
{
    private const int UuidCharacters = 20;
    private const byte FileVersion = 1;
    private const int SizeBytes = sizeof(int);
    private const int ChecksumBytes = sizeof(uint);

    // Vectors stand behind one another in a file. Only near its beginning the version byte comes along for nothing.
    private const int NearStart = 4096;

    /// <summary>Where a vector's file is, as the log names files; null for a vector that the log itself holds.</summary>
    /// <exception cref="LakeException">Corrupt: its name is no UUID in Z85.</exception>
    public static string? FileOf(DeletionVectorDescriptor vector, string dataFile) => vector.StorageType switch
    {
        "p" => vector.PathOrInlineDv,
        "u" => RelativePath(vector, dataFile),
        _ => null,
    };

    /// <summary>The name of a file of vectors.</summary>
    public static string FileOf(Guid file) => $"deletion_vector_{file:D}.bin";

    /// <summary>The rows of a vector.</summary>
    /// <exception cref="LakeException">Corrupt: it is gone or damaged. Unsupported: it is stored in another way or place than this version reads.</exception>
    public async ValueTask<RowPositions> ReadAsync(DeletionVectorDescriptor vector, string dataFile, CancellationToken cancellationToken)
    {
        var (name, bytes) = vector.StorageType switch
        {
            "i" => ($"The inline deletion vector of '{dataFile}'", Inline(vector, dataFile)),
            "u" or "p" => await StoredAsync(vector, dataFile, cancellationToken).ConfigureAwait(false),
            _ => throw LakeException.Unsupported($"The deletion vector of '{dataFile}' has the storage type '{vector.StorageType}'; known are u, i and p."),
        };
        return Parse(name, bytes, vector.Cardinality);
    }

    private static RowPositions Parse(string name, ReadOnlyMemory<byte> bytes, long cardinality)
    {
        try
        {
            var rows = RoaringReader.Read(bytes);
            return rows.Count == cardinality
                ? rows
                : throw LakeException.Corrupt($"{name} marks {rows.Count} rows, but the log states {cardinality}.");
        }
        catch (InvalidDataException e)
        {
            throw LakeException.Corrupt($"{name} is damaged: {e.Message}.", e);
        }
    }

    // The encoding pads to four bytes.
    private static ReadOnlyMemory<byte> Inline(DeletionVectorDescriptor vector, string dataFile)
    {
        var bytes = Z85.Decode(vector.PathOrInlineDv) ?? throw LakeException.Corrupt($"The inline deletion vector of '{dataFile}' is not Z85 text.");
        return vector.SizeInBytes >= 0 && vector.SizeInBytes <= bytes.Length && bytes.Length - vector.SizeInBytes < 4
            ? bytes.AsMemory(0, vector.SizeInBytes)
            : throw LakeException.Corrupt($"The inline deletion vector of '{dataFile}' has {bytes.Length} bytes: expected {vector.SizeInBytes}.");
    }

    private async ValueTask<(string Name, ReadOnlyMemory<byte> Bytes)> StoredAsync(
        DeletionVectorDescriptor vector, string dataFile, CancellationToken cancellationToken)
    {
        var (store, key) = files.Find(FileOf(vector, dataFile)!);
        // "Interpret as 0 if absent", where the version byte stands and the first vector follows it.
        var offset = Math.Max(1, vector.Offset ?? 0);
        var name = $"The deletion vector at byte {offset} of {key} in {store.Name}";
        var total = (long)SizeBytes + vector.SizeInBytes + ChecksumBytes;
        var lead = offset <= NearStart ? offset : 0;
        if (vector.SizeInBytes < 0 || vector.Offset < 0 || lead + total > Array.MaxLength)
        {
            throw LakeException.Corrupt($"{name}: the log states {vector.SizeInBytes} bytes at {vector.Offset}, which cannot be.");
        }

        var range = await store.GetRangeAsync(key, offset - lead, (int)(lead + total), cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Corrupt($"The deletion vector file {key} of {store.Name} is gone, though the log has it for '{dataFile}'.");
        if (lead > 0 && range.Length > 0 && range.Span[0] != FileVersion)
        {
            throw LakeException.Corrupt($"{key} of {store.Name} is a deletion vector file of version {range.Span[0]}: expected {FileVersion}.");
        }

        return range.Length == lead + total
            ? (name, Data(name, range[lead..], vector.SizeInBytes))
            : throw LakeException.Corrupt($"{name}: expected {total} bytes, found {Math.Max(0, range.Length - lead)}.");
    }

    // Big-endian: size, data, checksum of the data.
    private static ReadOnlyMemory<byte> Data(string name, ReadOnlyMemory<byte> stored, int size)
    {
        var stated = BinaryPrimitives.ReadInt32BigEndian(stored.Span);
        if (stated != size)
        {
            throw LakeException.Corrupt($"{name} states {stated} bytes, but the log {size}.");
        }

        var data = stored.Slice(SizeBytes, size);
        var (expected, found) = (BinaryPrimitives.ReadUInt32BigEndian(stored.Span[^ChecksumBytes..]), Crc32.HashToUInt32(data.Span));
        return expected == found
            ? data
            : throw LakeException.Corrupt($"{name} is damaged: its CRC-32 is {found:x8}, expected {expected:x8}.");
    }

    private static string RelativePath(DeletionVectorDescriptor vector, string dataFile)
    {
        var text = vector.PathOrInlineDv;
        var uuid = text.Length < UuidCharacters ? null : Z85.Decode(text.AsSpan(text.Length - UuidCharacters));
        if (uuid is null)
        {
            throw LakeException.Corrupt($"The deletion vector of '{dataFile}' is named '{text}', which does not end in a UUID in Z85.");
        }

        var file = FileOf(new Guid(uuid, bigEndian: true));
        var prefix = text[..^UuidCharacters];
        // The prefix is a name, not a URI; as a URI it is written so that it means itself.
        return prefix.Length == 0 ? file : $"{Uri.EscapeDataString(prefix)}/{file}";
    }
}
