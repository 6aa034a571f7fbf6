using System.Diagnostics;
using System.Globalization;

namespace LakeVersion.Storage.S3.Tests;

[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class MemoryTests
{
    private const long Length = 2L << 30;
    private const long MostBytes = 200L << 20;

    [Fact]
    public async Task Two_gibibytes_of_unknown_length_are_uploaded_within_200_mebibytes_of_memory()
    {
        using var store = await Gateway.BucketAsync();
        var key = StoreKey.Parse(Gateway.NewFolder() + "/large");
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Join(AppContext.BaseDirectory, "LakeVersion.Storage.Uploader.dll"),
                $"s3://{Gateway.Bucket}?endpoint={Gateway.Endpoint.GetLeftPart(UriPartial.Authority)}", key.Value, $"{Length}",
            ])
        {
            RedirectStandardOutput = true,
            // As on machines with large caches, where little is collected on the way.
            Environment = { ["DOTNET_GCgen0size"] = "0x10000000" },
        })!;
        try
        {
            var answer = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim().Split(' ');
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            var peak = long.Parse(answer[1], CultureInfo.InvariantCulture);
            TestContext.Current.SendDiagnosticMessage("2 GiB in {0:0.0} s, at most {1} MiB of memory.", Stopwatch.GetElapsedTime(begun).TotalSeconds, peak >> 20);
            Assert.Equal($"{Length}", answer[0]);
            Assert.InRange(peak, 1, MostBytes);

            Assert.Equal(Length, (await store.StatAsync(key))!.Value.SizeBytes);
            foreach (var place in (long[])[0, Length / 3, Length - 65_536])
            {
                Same.Bytes(PatternStream.Content(place, 65_536), await store.GetRangeAsync(key, place, 65_536));
            }
        }
        finally
        {
            // The server keeps it in memory.
            await store.DeleteAsync([key]);
        }
    }
}
