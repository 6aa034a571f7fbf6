using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Tests.Places;

public sealed class LocatorTests
{
    private const string Tx = "0123456789abcdef0123456789abcdef";
    private static readonly Id128 Transaction = Id128.Parse(Tx);

    private static readonly (Locator Locator, string Json)[] Forms =
    [
        (Locator.InPack(2961, Transaction, 10, 8, 123), $$"""{"room":"pack","epoch":2961,"tx":"{{Tx}}","sequence":10,"offset":8,"length":123}"""),
        (Locator.InObject(1, Transaction, 0, 1 << 20), $$"""{"room":"object","epoch":1,"tx":"{{Tx}}","sequence":0,"offset":0,"length":1048576}"""),
        (Locator.AtExternal(new ExternalIdentity("s3://b/k", "e", "v")), """{"room":"external","uri":"s3://b/k","etag":"e","versionId":"v"}"""),
        (Locator.Absent, """{"room":"absent"}"""),
    ];

    [Fact]
    public void A_key_begins_with_the_hash_of_its_name()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{Tx}-a")))[..2];
        Assert.Equal($"packs/{hash}/00000b91/{Tx}-a", Locator.InPack(2961, Transaction, 10, 8, 123).ToKey().Value);
        Assert.StartsWith("objects/", Locator.InObject(1, Transaction, 0, 5).ToKey().Value, StringComparison.Ordinal);
        Assert.EndsWith("-0", Locator.InObject(1, Transaction, 0, 5).ToKey().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_without_a_key_says_why()
    {
        Assert.Equal(LakeErrorKind.NotFound, Assert.Throws<LakeException>(() => Locator.Absent.ToKey()).Kind);
        var external = Locator.AtExternal(new ExternalIdentity("s3://b/k"));
        Assert.Equal(LakeErrorKind.Unsupported, Assert.Throws<LakeException>(() => external.ToKey()).Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_forms_in_records_and_nodes_come_back_as_they_were(int form)
    {
        var (locator, json) = Forms[form];
        Assert.Equal(json, JsonSerializer.Serialize(locator));
        Assert.Equal(locator, JsonSerializer.Deserialize<Locator>(json));

        var (writer, origins) = (new ByteWriter(), new OriginTable());
        LocatorCodec.Write(writer, locator, origins);
        var reader = new ByteReader(writer.Written, "locator", Locator.Absent);
        Assert.Equal(locator, LocatorCodec.Read(ref reader, origins.ToArray()));
        reader.End();
    }

    [Theory]
    [InlineData("""{"room":"shed"}""")]
    [InlineData("""{"room":"pack","epoch":1,"tx":"zz","sequence":0,"offset":0,"length":1}""")]
    [InlineData("""{"room":"pack","epoch":1,"tx":"0123456789abcdef0123456789abcdef","sequence":0,"offset":-1,"length":1}""")]
    [InlineData("""{"room":"pack","epoch":1,"tx":"0123456789abcdef0123456789abcdef","sequence":0,"offset":1,"length":9223372036854775807}""")]
    [InlineData("""{"room":"pack","epoch":1,"tx":"0123456789abcdef0123456789abcdef","offset":1,"length":1}""")]
    [InlineData("""{"room":"external"}""")]
    [InlineData("{}")]
    public void A_malformed_form_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Locator>(json));
}
