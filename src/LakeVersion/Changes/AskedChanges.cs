using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LakeVersion.Changes;

/// <summary>What a transaction was asked to do, as one digest: the calls with their paths and content, whatever the base had already.</summary>
/// <remarks>
/// The digests of the calls are added up, so that files put side by side give the same sum in any order; calls on one table are
/// numbered by the table. Times, ids and names of data files are no part of it (decision 0013). Safe for concurrent use.
/// </remarks>
internal sealed class AskedChanges
{
    private readonly Lock gate = new();
    private readonly ulong[] sum = new ulong[SHA256.HashSizeInBytes / sizeof(ulong)];
    private long calls;

    /// <summary>The request in words; null where nothing was asked.</summary>
    public string? Request
    {
        get
        {
            lock (gate)
            {
                return calls == 0 ? null : $"changes {calls} {string.Join('-', sum.Select(lane => lane.ToString("x16", null)))}";
            }
        }
    }

    /// <summary>Adds a call.</summary>
    public void Add(params IEnumerable<string?> words)
    {
        var digest = Digest(words);
        lock (gate)
        {
            calls++;
            for (var lane = 0; lane < sum.Length; lane++)
            {
                sum[lane] = unchecked(sum[lane] + BinaryPrimitives.ReadUInt64BigEndian(digest.AsSpan(lane * sizeof(ulong))));
            }
        }
    }

    // Each word with its length before it, so that no two lists of words are one.
    private static byte[] Digest(IEnumerable<string?> words)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var word in words)
        {
            var bytes = Encoding.UTF8.GetBytes(word ?? "");
            BinaryPrimitives.WriteInt32BigEndian(length, word is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
