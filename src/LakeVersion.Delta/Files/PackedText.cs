using System.Text;

namespace LakeVersion.Delta.Files;

/// <summary>Many texts in one array of UTF-8: what a column of a million paths costs is their bytes and four more each.</summary>
internal sealed class PackedText
{
    private byte[] bytes = [];
    private int[] ends = [];

    public int Count { get; private set; }

    public int Length => Count == 0 ? 0 : ends[Count - 1];

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : ends[index - 1];
            return bytes.AsSpan(start, ends[index] - start);
        }
    }

    /// <summary>Takes the room that so many texts of so many bytes will need.</summary>
    public void Expect(int count, int length) => (ends, bytes) = (GC.AllocateUninitializedArray<int>(count), GC.AllocateUninitializedArray<byte>(length));

    /// <summary>Room for a text of at most so many bytes behind the last; <see cref="Commit"/> says how many it has.</summary>
    public Span<byte> Reserve(int most)
    {
        var needed = checked(Length + most);
        if (needed > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * bytes.Length)));
        }

        return bytes.AsSpan(Length, most);
    }

    /// <summary>Closes the text that was written into the reserved room.</summary>
    public void Commit(int length)
    {
        if (Count == ends.Length)
        {
            Array.Resize(ref ends, Math.Max(4, 2 * Count));
        }

        ends[Count] = Length + length;
        Count++;
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Commit(text.Length);
    }

    /// <summary>Lets go of what growing left over.</summary>
    public void Trim()
    {
        Array.Resize(ref bytes, Length);
        Array.Resize(ref ends, Count);
    }

    public string Text(int index) => Encoding.UTF8.GetString(this[index]);
}
