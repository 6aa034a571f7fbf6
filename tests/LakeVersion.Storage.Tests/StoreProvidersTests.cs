namespace LakeVersion.Storage.Tests;

public sealed class StoreProvidersTests
{
    private readonly StoreProviders providers = new([new FakeProvider("s3"), new FakeProvider("abfs")]);

    [Theory]
    [InlineData("/data/my lake", "/data/my lake")]
    [InlineData("file:///data/lake", "/data/lake")]
    [InlineData("FILE://localhost/data/lake/", "/data/lake")]
    [InlineData("file:///data/my%20lake#1?", "/data/my lake#1?")]
    [InlineData("/odd/s3:/name", "/odd/s3:/name")]
    [InlineData("/odd/://name", "/odd/:/name")]
    [InlineData("/", "/")]
    public void A_path_or_file_location_opens_a_folder(string location, string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Paths as on POSIX.");
        Assert.Equal(name, Assert.IsType<LocalFolderStore>(providers.Open(location)).Name);
    }

    [Theory]
    [InlineData("s3://bucket/prefix")]
    [InlineData("S3://bucket/prefix")]
    public void A_scheme_opens_by_its_provider(string location) => Assert.Equal(location, providers.Open(location).Name);

    [Fact]
    public void An_unknown_scheme_is_unsupported_and_the_message_names_those_known_but_no_credentials()
    {
        var failure = Assert.Throws<LakeException>(() => providers.Open("gs://user:password@bucket"));
        Assert.Equal(LakeErrorKind.Unsupported, failure.Kind);
        Assert.Contains("abfs://, file://, s3://", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", StoreLocation.Parse("gs://user:password@bucket").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("file://")]
    [InlineData("file://server/share")]
    [InlineData("file://relative")]
    public void A_location_that_names_nothing_is_invalid(string location) =>
        Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => providers.Open(location)).Kind);

    private sealed class FakeProvider(string scheme) : IStoreProvider
    {
        public string Scheme => scheme;

        public IObjectStore Open(string location) => new MemoryStore(name: location);
    }
}
