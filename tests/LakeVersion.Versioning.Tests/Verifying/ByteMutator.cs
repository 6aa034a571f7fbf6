using System.Buffers.Binary;

namespace LakeVersion.Versioning.Tests.Verifying;

/// <summary>Makes hostile bytes of sound ones, by a seed: flips, cuts, splices, and numbers set to extremes where lengths and counts stand.</summary>
internal sealed class ByteMutator(int seed)
{
    private static readonly byte[][] Extremes =
    [
        [0xff, 0xff, 0xff, 0xff, 0x0f], // 2^32 - 1 as a varint
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], // 2^63 - 1
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], // 2^64 - 1
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], // too long
        [0x80, 0x00], // not the shortest form
        [0x7f], [0x00], [0xff, 0x07], [0x80, 0x08], [0x81, 0x08], // around 1,024
        "9223372036854775807"u8.ToArray(), "-1"u8.ToArray(), "1e400"u8.ToArray(), "null"u8.ToArray(), "[[[[[[[["u8.ToArray(), "\\ud800"u8.ToArray(),
    ];

    private readonly Random random = new(seed);

    public byte[] Apply(byte[] sound, byte[] other)
    {
        var bytes = sound.ToArray();
        for (var left = random.Next(3); left >= 0; left--)
        {
            bytes = One(bytes, other);
        }

        return bytes;
    }

    private byte[] One(byte[] bytes, byte[] other)
    {
        if (bytes.Length == 0)
        {
            return [.. other]; // what follows changes it
        }

        var at = random.Next(random.Next(3) == 0 ? Math.Min(bytes.Length, 24) : bytes.Length);
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                var extreme = Extremes[random.Next(Extremes.Length)];
                return random.Next(2) == 0
                    ? [.. bytes[..at], .. extreme, .. bytes[at..]]
                    : [.. bytes[..at], .. extreme, .. bytes[Math.Min(bytes.Length, at + extreme.Length)..]];
            case 4:
                uint[] values = [0, 1, int.MaxValue, uint.MaxValue, (uint)bytes.Length, (uint)bytes.Length + 1, 8 << 20, (8 << 20) + 1];
                if (bytes.Length >= at + 4)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), values[random.Next(values.Length)]);
                }

                return bytes;
            case 5:
                // The head of one sound object, the tail of another.
                return [.. bytes[..at], .. other[Math.Min(other.Length, random.Next(2) == 0 ? at : random.Next(other.Length + 1))..]];
            default:
                var length = random.Next(Math.Min(64, bytes.Length - at)) + 1;
                var to = random.Next(bytes.Length);
                return random.Next(2) == 0 ? [.. bytes[..at], .. bytes[(at + length)..]] : [.. bytes[..to], .. bytes[at..(at + length)], .. bytes[to..]];
        }
    }
}
