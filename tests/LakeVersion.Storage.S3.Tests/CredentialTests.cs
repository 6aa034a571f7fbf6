using System.Diagnostics;
using System.Text;
using LakeVersion.Testing;
using Microsoft.Extensions.Logging;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>Keys that can be recognised are given in every way there is, right and wrong; nothing that anybody may see holds them.</summary>
[Trait("tier", "long")]
[Trait("server", "s3")]
[Trait("program", "lv")]
public sealed class CredentialTests : IAsyncLifetime
{
    private const string WrongId = "AKIAWRONGKEYSHOWN";
    private const string WrongSecret = "wrong/SECRET+SHOWN/0123456789abcdef";
    private const string Token = "wrongTOKENshown==";

    private readonly string folder = Gateway.NewFolder();
    private readonly StringBuilder seen = new();
    private S3ObjectStore bucket = null!;

    public async ValueTask InitializeAsync() => bucket = await Gateway.BucketAsync();

    [Fact]
    public async Task Keys_are_in_no_output_and_in_no_object()
    {
        var right = ((string Id, string Secret))(
            Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")!, Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY")!);
        var endpoint = Gateway.Endpoint.GetLeftPart(UriPartial.Authority);
        var lake = $"s3://{Gateway.Bucket}/{folder}";

        await RunAsync(0, right, "init", $"{lake}?endpoint={endpoint}", "--author", "ada");
        await RunAsync(0, right, "--lake", lake, "put", Path.Join(AppContext.BaseDirectory, "README.md"), "f", "-m", "Put");
        await RunAsync(0, right, "--lake", lake, "--json", "info");
        await RunAsync(0, right, "--lake", lake, "--json", "log");
        await RunAsync(0, right, "--lake", lake, "audit", "--json");
        await RunAsync(null, right, "doctor", lake);
        await RunAsync(3, right, "--lake", lake, "cat", "none");
        foreach (var wrong in ((string, string)[])[(WrongId, WrongSecret), (right.Id, WrongSecret)])
        {
            await RunAsync(null, wrong, "--lake", lake, "info");
            await RunAsync(null, wrong, "--lake", lake, "--json", "info");
            await RunAsync(null, wrong, "--lake", lake, "put", Path.Join(AppContext.BaseDirectory, "README.md"), "g", "-m", "Put");
            await RunAsync(null, wrong, "doctor", lake, "--json");
        }

        foreach (var location in (string[])[
            $"s3://{WrongId}:{WrongSecret}@{Gateway.Bucket}/x", $"s3://{Gateway.Bucket}/x?access-key={WrongId}&secret-key={WrongSecret}",
            $"s3://{Gateway.Bucket}/x?endpoint=http://{WrongId}:SECRETSHOWN@127.0.0.1:1", $"s3://{Gateway.Bucket}/x?endpoint={endpoint}/?{Token}"])
        {
            await RunAsync(null, right, "--lake", location, "info");
            await RunAsync(null, right, "--lake", location, "--json", "info");
            await RunAsync(null, right, "init", location);
        }

        // The facade, with everything that it logs.
        using var logs = new Collector(seen);
        using var provider = new S3StoreProvider(Gateway.Options with { Credentials = new S3Credentials(right.Id, right.Secret) });
        await using (var opened = await Lake.OpenAsync(lake, new LakeOptions { Providers = [provider], LoggerFactory = logs, Author = "ada" }))
        {
            await using var change = await opened.Branch("main").BeginAsync();
            await change.Files.PutAsync("h", new PatternStream(2 << 20));
            await change.CommitAsync("From code");
            seen.AppendLine(opened.Location);
        }

        using var refused = new S3StoreProvider(Gateway.Options with { Credentials = new S3Credentials(WrongId, WrongSecret, Token) });
        seen.AppendLine((await Record.ExceptionAsync(async () => await Lake.OpenAsync(lake, new LakeOptions { Providers = [refused], LoggerFactory = logs })))?.ToString());

        var objects = 0;
        await foreach (var item in bucket.ListAsync(new ListRequest { Prefix = folder }))
        {
            seen.AppendLine(item.Name).AppendLine(Encoding.Latin1.GetString((await bucket.GetAsync(StoreKey.Parse(item.Name)))!.Value.Span));
            objects++;
        }

        Assert.InRange(objects, 5, 1_000);
        Assert.Contains("From code", seen.ToString(), StringComparison.Ordinal);

        // The right id is the name of half the things here; its secret is not.
        foreach (var secret in (string[])[right.Secret, WrongId, WrongSecret, "SECRETSHOWN", Token])
        {
            var at = seen.ToString().IndexOf(secret, StringComparison.OrdinalIgnoreCase);
            Assert.True(at < 0, at < 0 ? "" : $"{secret} in: …{seen.ToString(Math.Max(0, at - 200), Math.Min(400, seen.Length - Math.Max(0, at - 200)))}…");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (bucket is not null)
        {
            var names = await bucket.ListAsync(new ListRequest { Prefix = folder }).ToListAsync();
            await bucket.DeleteAsync([.. names.Select(static item => StoreKey.Parse(item.Name))]);
            bucket.Dispose();
        }
    }

    private async Task RunAsync(int? code, (string Id, string Secret) keys, params string[] arguments)
    {
        var start = new ProcessStartInfo(LvProgram.Command[0], [.. LvProgram.Command.Skip(1), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["AWS_ACCESS_KEY_ID"] = keys.Id;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = keys.Secret;
        start.Environment["AWS_SESSION_TOKEN"] = keys.Id == WrongId ? Token : null;
        start.Environment["AWS_ENDPOINT_URL_S3"] = Gateway.Endpoint.AbsoluteUri;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var told = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await error;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        seen.AppendLine(told);
        Assert.True(code is null || code == process.ExitCode, told);
        Assert.True(told.Length > 0 || code == 0, "nothing was said");
    }

    private sealed class Collector(StringBuilder into) : ILoggerFactory, ILogger
    {
        private readonly Lock gate = new();

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (gate)
            {
                into.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
            }
        }

        public void Dispose()
        {
        }
    }
}
