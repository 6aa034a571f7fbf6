namespace LakeVersion.Storage.S3.Tests;

/// <summary>Encryption asked of a server that has no keys: right, or a clear error, never silence.</summary>
public sealed class EncryptionTests
{
    public static TheoryData<bool> Kinds => [false, true];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_asked_for_is_done_or_refused_clearly(bool usesKms)
    {
        var encryption = usesKms ? S3Encryption.Kms("key-1") : S3Encryption.StoreManaged;
        using var store = await Gateway.BucketAsync(Gateway.Options with { Encryption = encryption });
        var folder = Gateway.NewFolder();
        var writes = new (string Name, Func<StoreKey, Task> Run)[]
        {
            ("put", async key => await store.PutAsync(key, "secret"u8.ToArray())),
            ("create", async key => Assert.Equal(CreateResult.Created, (await store.CreateAsync(key, "secret"u8.ToArray())).Result)),
            ("upload", async key => await store.PutAsync(key, new PatternStream(9 << 20))),
        };
        foreach (var (name, run) in writes)
        {
            var key = StoreKey.Parse($"{folder}/{name}");
            if (await Record.ExceptionAsync(() => run(key)) is { } exception)
            {
                TestContext.Current.SendDiagnosticMessage("{0}: {1}", name, exception.Message);
                var failed = Assert.IsType<LakeException>(exception, exactMatch: false);
                Assert.Contains(failed.Kind, (LakeErrorKind[])[LakeErrorKind.Unsupported, LakeErrorKind.Invalid, LakeErrorKind.Refused]);
                Assert.Contains(key.Value, failed.Message, StringComparison.Ordinal);
                Assert.Null(await store.StatAsync(key));
                continue;
            }

            TestContext.Current.SendDiagnosticMessage("{0}: taken", name);
            Same.Bytes(name == "upload" ? PatternStream.Content(9 << 20) : "secret"u8.ToArray(), await store.GetAsync(key));
            using var admin = GatewayAdmin.Client(Gateway.Endpoint);
            var found = await admin.GetObjectMetadataAsync(Gateway.Bucket, key.Value);
            Assert.Equal(usesKms ? "aws:kms" : "AES256", found.ServerSideEncryptionMethod?.Value);
            await store.DeleteAsync([key]);
        }
    }
}
