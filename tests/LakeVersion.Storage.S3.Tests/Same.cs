namespace LakeVersion.Storage.S3.Tests;

/// <summary>Compares many bytes at once; collections of them are compared one by one, and slowly.</summary>
internal static class Same
{
    public static void Bytes(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte>? found, string what = "content") =>
        Assert.True(found is { } there && expected.Span.SequenceEqual(there.Span), $"{what}: {found?.Length} bytes are not the {expected.Length} expected");
}
