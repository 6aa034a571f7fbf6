namespace LakeVersion.Cli.Tests;

/// <summary>Bytes that do not compress and are the same at each run.</summary>
internal sealed class CountedBytes(uint seed)
{
    private uint state = seed;

    public void Fill(Span<byte> bytes)
    {
        foreach (ref var b in bytes)
        {
            state = (state * 1664525) + 1013904223;
            b = (byte)(state >> 24);
        }
    }
}
