using CsCheck;
using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Tests.Refs;

public sealed class NameTests
{
    private static readonly string[] Hard =
    [
        "con", "CON", "con.txt", "aux.", "nul", "com1", "lpt9.log", "prn/x", "x/prn", "conx", ".", "..", "_", "a_b", "A", "a", "_41", "main", "Main",
    ];

    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.String[Gen.Char["abcxyzABCXYZ019._-/@{}~^: äß日\ud83d\ude00\ud83d"], 1, 24],
        Gen.Int[0, Hard.Length - 1].Select(i => Hard[i]));

    [Theory]
    [InlineData("")]
    [InlineData("branch")]
    [InlineData("tag")]
    [InlineData("HEAD")]
    [InlineData("abcdef")]
    [InlineData("ABCDEF12")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a//b")]
    [InlineData("a~1")]
    [InlineData("a^")]
    [InlineData("a:b")]
    [InlineData("a@{1}")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    public void A_name_that_breaks_a_rule_is_refused(string name)
    {
        var refused = Assert.Throws<LakeException>(() => RefName.Branch(name));
        Assert.Equal(LakeErrorKind.Invalid, refused.Kind);
        Assert.Throws<LakeException>(() => RefName.Tag(name));
    }

    [Fact]
    public void A_surrogate_that_stands_alone_is_refused()
    {
        Assert.NotNull(RefName.Fault("a" + (char)0xd83d));
        Assert.NotNull(RefName.Fault((char)0xde00 + "a"));
        Assert.NotNull(RefName.Fault(new string((char)0xd83d, 2)));
    }

    [Theory]
    [InlineData("main")]
    [InlineData("abcde")]
    [InlineData("abcdefg")]
    [InlineData("v1.2")]
    [InlineData("feature/a_b")]
    [InlineData("a@b")]
    [InlineData("größe")]
    [InlineData("\ud83d\ude00")]
    [InlineData("con")]
    public void A_name_that_keeps_the_rules_is_taken(string name) => Assert.Equal(name, RefName.Branch(name).Name);

    [Fact]
    public void A_stored_form_has_at_most_200_bytes()
    {
        Assert.Null(RefName.Fault(new string('g', 200)));
        Assert.NotNull(RefName.Fault(new string('g', 201)));
        Assert.Null(RefName.Fault(new string('G', 66)));
        Assert.NotNull(RefName.Fault(new string('G', 67)));
    }

    [Fact]
    public void Every_name_comes_back_from_its_key_and_the_key_is_safe_everywhere() => Names.Where(name => RefName.Fault(name) is null).Sample(
        name =>
        {
            var escaped = KeyEscape.Escape(name);
            Assert.All(escaped, c => Assert.True(c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '_' or '-', escaped));
            Assert.False(escaped[0] == '.' || escaped[^1] == '.', escaped);
            Assert.DoesNotContain(escaped.Split('.')[0], (string[])["con", "prn", "aux", "nul", "com1", "lpt9"]);
            Assert.True(KeyEscape.TryUnescape(escaped, out var back));
            Assert.Equal(name, back);
            Assert.True(RefName.TryFromLog(RefName.Tag(name).Log, out var tag));
            Assert.Equal(RefName.Tag(name), tag);
        },
        iter: 5000);

    [Fact]
    public void Different_names_have_keys_that_differ_even_where_case_is_folded() => Gen.Select(Names, Names).Where((a, b) => a != b && RefName.Fault(a) is null && RefName.Fault(b) is null).Sample(
        (a, b) => Assert.NotEqual(KeyEscape.Escape(a).ToUpperInvariant(), KeyEscape.Escape(b).ToUpperInvariant()),
        iter: 5000);

    [Theory]
    [InlineData("_4D")]
    [InlineData("_6d")]
    [InlineData("a_")]
    [InlineData("a_6")]
    [InlineData("_zz")]
    [InlineData("con")]
    [InlineData(".a")]
    [InlineData("A")]
    [InlineData("_ff")]
    public void A_key_that_no_name_has_is_no_name(string key) => Assert.False(KeyEscape.TryUnescape(key, out _));

    [Fact]
    public void Device_names_are_escaped_alone_and_before_a_dot() =>
        Assert.Equal(["_63on", "_63on.txt", "conx", "x.con", "_6cpt1", "com10"], ((string[])["con", "con.txt", "conx", "x.con", "lpt1", "com10"]).Select(KeyEscape.Escape));
}
