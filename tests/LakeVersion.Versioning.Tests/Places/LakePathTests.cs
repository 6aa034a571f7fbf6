using System.Text;
using CsCheck;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Tests.Places;

public sealed class LakePathTests
{
    private static readonly string[] Letters = ["a", "ä", "\uffee", "😀", "/", "\ud7ff"];

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_tree_cannot_hold(string text)
    {
        Assert.False(LakePath.TryParse(text, out _));
        Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => LakePath.Parse(text)).Kind);
    }

    [Fact]
    public void A_tree_cannot_hold_a_surrogate_that_stands_alone()
    {
        // Not in attributes: those are stored as UTF-8, which has no such thing.
        A_tree_cannot_hold("a\ud800");
        A_tree_cannot_hold("\udc00a");
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a/..")]
    [InlineData("..")]
    public void A_tree_can_hold_what_put_refuses(string text)
    {
        Assert.Equal(text, LakePath.Parse(text).Value);
        Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => LakePath.ParseForPut(text)).Kind);
    }

    [Theory]
    [InlineData("a/b.c")]
    [InlineData("...")]
    [InlineData(".a/b..")]
    [InlineData("ä/😀 x")]
    public void Put_takes(string text) => Assert.Equal(text, LakePath.ParseForPut(text).Value);

    [Fact]
    public void A_path_is_at_most_1024_bytes_however_many_letters_that_are()
    {
        Assert.True(LakePath.TryParse(new string('a', 1024), out _));
        Assert.False(LakePath.TryParse(new string('a', 1025), out _));
        Assert.True(LakePath.TryParse(new string('ä', 512), out _));
        Assert.False(LakePath.TryParse(new string('ä', 512) + "a", out _));
    }

    [Fact]
    public void Paths_order_by_their_bytes()
    {
        var path = Gen.Int[0, 5].Select(i => Letters[i]).Array[1, 6].Select(letters => LakePath.Parse(string.Concat(letters)));
        Gen.Select(path, path).Sample((a, b) => Assert.Equal(
            Math.Sign(Encoding.UTF8.GetBytes(a.Value).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b.Value))),
            Math.Sign(a.CompareTo(b))));
    }
}
