using System.Text;
using System.Text.Json;
using LakeVersion.Cli.Running;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace LakeVersion.Cli.Tests;

/// <summary>A lake where the suites keep theirs, a temporary folder, and commands run in this process with a fixed clock and fixed ids.</summary>
internal sealed class CliLake : IDisposable
{
    private readonly CountingEntropy entropy = new();

    /// <summary>Makes the folders; the lake is made by <c>init</c>.</summary>
    /// <param name="isLocal">True for a lake in the temporary folder wherever the suites run: for tests about folders and clocks.</param>
    public CliLake(bool isLocal = false)
    {
        Folder = Directory.CreateTempSubdirectory("lv-test-").FullName;
        Work = Path.Combine(Folder, "work");
        Directory.CreateDirectory(Work);
        var folder = Path.Combine(Folder, "lake");
        Location = isLocal ? folder : TestStores.Location(folder);
        Store = TestStores.OpenAt(Location);
        foreach (var (name, value) in S3TestServer.Current?.Environment ?? new Dictionary<string, string>())
        {
            Environment[name] = value;
        }

        Environment["LAKEVERSION_LAKE"] = Location;
        Environment["LAKEVERSION_AUTHOR"] = "ada";
    }

    /// <summary>The temporary folder.</summary>
    public string Folder { get; }

    /// <summary>The lake's location.</summary>
    public string Location { get; }

    /// <summary>What the lake is stored in.</summary>
    public IObjectStore Store { get; }

    /// <summary>The folder that commands run in.</summary>
    public string Work { get; set; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(10) };

    /// <summary>What a person would type; null where nobody is there.</summary>
    public string? Answer { get; set; }

    /// <summary>True where a person sees the answers.</summary>
    public bool IsOutTerminal { get; set; }

    /// <summary>Makes a lake; see the constructor.</summary>
    public static async Task<CliLake> CreateAsync(bool isLocal = false)
    {
        var lake = new CliLake(isLocal);
        (await lake.RunAsync("init")).Done();
        return lake;
    }

    public Task<CliResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs a command with bytes on standard input.</summary>
    public async Task<CliResult> RunAsync(byte[] input, string[] arguments, CancellationToken cancellationToken = default)
    {
        using var output = new MemoryStream();
        var error = new StringWriter();
        var context = Context(new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true)) with
        {
            StandardInput = new MemoryStream(Answer is { } answer ? Encoding.UTF8.GetBytes(answer) : input),
            StandardOutput = output,
            Error = error,
        };
        var code = await LvRunner.RunAsync(context, arguments, cancellationToken);
        return new CliResult(code, output.ToArray(), error.ToString());
    }

    /// <summary>What a command runs in: the clock, ids and environment of this object.</summary>
    public LvContext Context(TextWriter output) => new()
    {
        StandardInput = Stream.Null,
        StandardOutput = Stream.Null,
        Out = output,
        Error = TextWriter.Null,
        IsOutTerminal = IsOutTerminal,
        IsInputTerminal = Answer is not null,
        IsErrorTerminal = Answer is not null,
        Environment = Environment,
        CurrentDirectory = Work,
        ConfigurationDirectory = Path.Combine(Folder, "configuration"),
        DefaultAuthor = "user@host",
        Time = Time,
        Entropy = entropy,
    };

    /// <summary>Writes a local file below the folder that commands run in; returns its path there.</summary>
    public string Write(string path, string content)
    {
        var whole = Path.Combine(Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, content);
        return path;
    }

    /// <summary>All objects of the lake whose keys begin so.</summary>
    public async Task<SortedDictionary<string, byte[]>> StoredAsync(string prefix = "")
    {
        var stored = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var item in Store.ListAsync(new ListRequest { Prefix = prefix }))
        {
            stored.Add(item.Name, (await Store.GetAsync(StoreKey.Parse(item.Name)))!.Value.ToArray());
        }

        return stored;
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Work, path));

    /// <summary>Puts text at a path, as a commit.</summary>
    public async Task<string> PutAsync(string path, string content)
    {
        var put = (await RunAsync(Encoding.UTF8.GetBytes(content), ["put", "-", path, "--json"])).Done();
        return put.Json().GetProperty("commit").GetString()!;
    }

    /// <summary>The id of the head of the branch that commands mean.</summary>
    public async Task<string> HeadAsync()
    {
        var log = (await RunAsync("log", "-n", "1", "--json")).Done();
        return log.Json().GetProperty("commits")[0].GetProperty("id").GetString()!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private sealed class CountingEntropy : IEntropy
    {
        private ulong count;

        public void Fill(Span<byte> destination)
        {
            // Every draw differs, and a run draws the same as the last.
            Span<byte> block = stackalloc byte[32];
            System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(Interlocked.Increment(ref count)), block);
            for (var i = 0; i < destination.Length; i++)
            {
                destination[i] = block[i % block.Length];
            }
        }
    }
}

/// <summary>How a command ended, and what it said.</summary>
internal sealed record CliResult(int ExitCode, byte[] Bytes, string Error)
{
    public string Out => Encoding.UTF8.GetString(Bytes);

    public CliResult Done() => Ended(0);

    public CliResult Ended(int code)
    {
        Assert.True(ExitCode == code, $"Exit code {ExitCode}, expected {code}.\n{Error}\n{Out}");
        return this;
    }

    /// <summary>The answer, which must be one JSON value.</summary>
    public JsonElement Json() => JsonDocument.Parse(Bytes).RootElement;

    /// <summary>The error's detail, from standard error as JSON.</summary>
    public JsonElement ErrorJson() => JsonDocument.Parse(Error).RootElement.GetProperty("error");
}
