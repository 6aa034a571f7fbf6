namespace LakeVersion.Storage;

/// <summary>The part of an object that a range request answers.</summary>
internal static class ByteRange
{
    /// <summary>The range, cut at the object's end: shorter or empty where the object ends sooner.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> content, long offset, int length)
    {
        var start = (int)Math.Min(offset, content.Length);
        return content.Slice(start, Math.Min(length, content.Length - start));
    }
}
