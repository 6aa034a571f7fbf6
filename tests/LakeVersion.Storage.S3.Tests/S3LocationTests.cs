namespace LakeVersion.Storage.S3.Tests;

public sealed class S3LocationTests
{
    private static readonly S3StoreOptions Defaults = new() { Region = "eu-west-1", Profile = "given" };

    [Theory]
    [InlineData("s3://lake", "lake", null)]
    [InlineData("s3://lake/", "lake", null)]
    [InlineData("S3://lake/a", "lake", "a")]
    [InlineData("s3://lake/a/b c/", "lake", "a/b c")]
    [InlineData("s3://my.lake-2_x/a%20b", "my.lake-2_x", "a%20b")]
    [InlineData("s3://lake/who@where", "lake", "who@where")]
    public void Bucket_and_folder_are_taken_as_they_are_written(string location, string bucket, string? prefix)
    {
        var parsed = S3Location.Parse(location, Defaults);
        Assert.Equal(bucket, parsed.Bucket);
        Assert.Equal(prefix, parsed.Prefix?.Value);
        Assert.Same(Defaults, parsed.Options);
    }

    [Fact]
    public void What_a_location_says_goes_before_what_was_given()
    {
        var options = S3Location.Parse(
            "s3://lake/a?endpoint=http%3A%2F%2F127.0.0.1%3A9000&region=us-west-2&path-style=false&profile=other&anonymous=true&sse=kms&kms-key=arn%3Aaws%3Ak%2F1",
            Defaults).Options;
        Assert.Equal(new Uri("http://127.0.0.1:9000"), options.Endpoint);
        Assert.Equal("us-west-2", options.Region);
        Assert.False(options.PathStyle);
        Assert.Equal("other", options.Profile);
        Assert.True(options.Anonymous);
        Assert.Equal(S3Encryption.Kms("arn:aws:k/1"), options.Encryption);
    }

    [Theory]
    [InlineData("endpoint=https://minio.example.org:9000/s3", "https://minio.example.org:9000/s3")]
    [InlineData("endpoint=http://localhost", "http://localhost/")]
    public void An_endpoint_needs_no_percent_signs(string query, string endpoint) =>
        Assert.Equal(endpoint, S3Location.Parse("s3://lake?" + query, Defaults).Options.Endpoint?.AbsoluteUri);

    [Fact]
    public void Encryption_is_asked_for_by_name()
    {
        Assert.Same(S3Encryption.StoreManaged, S3Location.Parse("s3://lake?sse=s3", Defaults).Options.Encryption);
        Assert.Equal(S3Encryption.Kms(), S3Location.Parse("s3://lake?sse=kms", Defaults).Options.Encryption);
        Assert.Equal(S3Encryption.Kms("k"), S3Location.Parse("s3://lake?kms-key=k", Defaults).Options.Encryption);
        Assert.Null(S3Location.Parse("s3://lake?region=x", Defaults).Options.Encryption);
    }

    [Theory]
    [InlineData("s3://", "bucket")]
    [InlineData("s3:///a", "bucket")]
    [InlineData("s3://ab/a", "bucket")]
    [InlineData("s3://a..b/a", "bucket")]
    [InlineData("s3://-ab/a", "bucket")]
    [InlineData("s3://lake//a", "empty segment")]
    [InlineData("s3://lake/a/../b", "'..'")]
    [InlineData("file:///tmp", "s3://bucket/prefix")]
    [InlineData("s3://lake?endpoint=ftp://host", "endpoint")]
    [InlineData("s3://lake?endpoint=host:9000", "endpoint")]
    [InlineData("s3://lake?endpoint=", "endpoint")]
    [InlineData("s3://lake?region=", "region")]
    [InlineData("s3://lake?region", "region")]
    [InlineData("s3://lake?profile=", "profile")]
    [InlineData("s3://lake?kms-key=", "kms-key")]
    [InlineData("s3://lake?path-style=yes", "path-style")]
    [InlineData("s3://lake?anonymous", "anonymous")]
    [InlineData("s3://lake?sse=aes", "sse")]
    [InlineData("s3://lake?sse=s3&kms-key=k", "kms-key")]
    [InlineData("s3://lake?versions=true", "Known are endpoint")]
    public void What_is_malformed_is_refused_by_name(string location, string said)
    {
        var refused = Assert.Throws<LakeException>(() => S3Location.Parse(location, Defaults));
        Assert.Equal(LakeErrorKind.Invalid, refused.Kind);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eu.example.com/#")]
    [InlineData("a b")]
    [InlineData("x@y")]
    public void A_region_that_would_change_the_servers_name_is_refused(string region)
    {
        var refused = Assert.Throws<LakeException>(() => new S3ObjectStore("lake", new S3StoreOptions { Region = region, Anonymous = true }));
        Assert.Equal(LakeErrorKind.Invalid, refused.Kind);
    }

    [Fact]
    public void Times_that_no_timer_takes_are_refused()
    {
        foreach (var options in (S3StoreOptions[])[new() { Timeout = TimeSpan.FromDays(60) }, new() { FirstPause = TimeSpan.FromDays(2) }])
        {
            Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => new S3ObjectStore("lake", options with { Region = "x", Anonymous = true })).Kind);
        }
    }

    // Secrets of AWS hold slashes, pluses and equal signs.
    [Theory]
    [InlineData("s3://AKIASHOWN:SECRET/SHOWN@lake/a")]
    [InlineData("s3://AKIASHOWN:SECRETSHOWN@lake/a")]
    [InlineData("s3://AKIASHOWN@lake/a")]
    [InlineData("s3://AKIASHOWN:SECRETSHOWN/lake")]
    [InlineData("s3://lake?AKIASHOWN=SECRETSHOWN")]
    [InlineData("s3://lake?access-key=AKIASHOWN&secret-key=SECRETSHOWN")]
    [InlineData("s3://lake?endpoint=http://AKIASHOWN:SECRETSHOWN@127.0.0.1:9000")]
    [InlineData("s3://lake?endpoint=http://127.0.0.1:9000?key=SECRETSHOWN")]
    [InlineData("s3://lake?endpoint=http://127.0.0.1:9000%23SECRETSHOWN")]
    [InlineData("s3://lake?endpoint=AKIASHOWN:SECRETSHOWN")]
    [InlineData("s3://lake?path-style=SECRETSHOWN")]
    [InlineData("s3://lake?sse=SECRETSHOWN")]
    public void What_may_be_a_credential_is_refused_and_not_repeated(string location)
    {
        var refused = Assert.Throws<LakeException>(() => S3Location.Parse(location, Defaults));
        Assert.Equal(LakeErrorKind.Invalid, refused.Kind);
        Assert.DoesNotContain("SHOWN", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_options_that_are_out_of_their_limits_are_refused_by_name()
    {
        var wrong = new (S3StoreOptions Options, string Said)[]
        {
            (Defaults with { Timeout = TimeSpan.Zero }, "timeout"),
            (Defaults with { Tries = 0 }, "tried 0 times"),
            (Defaults with { FirstPause = TimeSpan.FromSeconds(-1) }, "pause"),
            (Defaults with { MostParallelRequests = 0 }, "At most 0"),
            (Defaults with { StreamMemoryBytes = 1 << 20 }, "memory"),
        };
        foreach (var (options, said) in wrong)
        {
            var refused = Assert.Throws<LakeException>(() => new S3ObjectStore("lake", options));
            Assert.Equal(LakeErrorKind.Invalid, refused.Kind);
            Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Credentials_and_what_holds_them_do_not_show_them()
    {
        var options = new S3StoreOptions { Credentials = new S3Credentials("AKIASHOWN", "SECRETSHOWN", "TOKENSHOWN") };
        Assert.DoesNotContain("SHOWN", $"{options} {options.Credentials}", StringComparison.Ordinal);
    }

    [Fact]
    public void Locations_of_one_bucket_share_a_store_and_their_names_hold_no_options()
    {
        using var provider = new S3StoreProvider();
        var store = provider.Open("s3://lake/a?endpoint=http://127.0.0.1:1");
        Assert.Equal("s3://lake/a", store.Name);
        Assert.Equal("s3://lake/b", provider.Open("s3://lake/b?endpoint=http://127.0.0.1:1").Name);
        var bucket = provider.OpenBucket("s3://lake/a?endpoint=http://127.0.0.1:1").Bucket;
        Assert.Same(bucket, provider.OpenBucket("s3://lake?endpoint=http://127.0.0.1:1").Bucket);
        Assert.NotSame(bucket, provider.OpenBucket("s3://lake?endpoint=http://127.0.0.1:2").Bucket);
    }
}
