using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using LakeVersion.Testing;

namespace LakeVersion.Storage.Tests;

public sealed class LocalFolderRaceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("tier", "long")]
    public Task Of_32_threads_exactly_one_wins_each_of_1000_names_and_no_reader_sees_torn_content() => RaceThreadsAsync(1_000);

    [Fact]
    public Task Of_32_threads_exactly_one_wins_each_of_50_names_and_no_reader_sees_torn_content() => RaceThreadsAsync(50);

    [Fact]
    public async Task Of_several_processes_exactly_one_wins_each_name()
    {
        const int Rounds = 150;
        const int Threads = 3;
        var racers = Enumerable.Range(0, 4).Select(n => StartRacer($"racer{n}", Rounds, Threads)).ToList();
        foreach (var racer in racers)
        {
            Assert.Equal("ready", await racer.StandardOutput.ReadLineAsync());
        }

        racers.ForEach(static racer => racer.StandardInput.WriteLine("go"));
        var wins = new ConcurrentBag<(string Round, string Content)>();
        await Task.WhenAll(racers.Select(async (racer, n) =>
        {
            var lines = (await racer.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await racer.WaitForExitAsync();
            Assert.Equal(0, racer.ExitCode);
            foreach (var words in lines.Select(static line => line.Trim().Split(' ')))
            {
                wins.Add((words[0], $"racer{n}-{words[1]}\n"));
            }
        }));

        var store = new LocalFolderStore(folder.Path);
        Assert.Equal(Rounds, wins.Count);
        foreach (var (round, content) in wins.ToDictionary())
        {
            var stored = await store.GetAsync(StoreKey.Parse($"race/{round}"));
            Assert.Equal(string.Concat(Enumerable.Repeat(content, 500)), Encoding.UTF8.GetString(stored!.Value.Span));
        }

        racers.ForEach(static racer => racer.Dispose());
    }

    private async Task RaceThreadsAsync(int rounds)
    {
        const int Threads = 32;
        var store = new LocalFolderStore(folder.Path);
        var winners = new ConcurrentDictionary<int, ConcurrentBag<int>>();
        using var round = new Barrier(Threads);
        using var raced = new CancellationTokenSource();
        var reader = Task.Run(() => LookForTornContentAsync(store, rounds, raced.Token));

        // Threads of their own, and blocking: all 32 must stand at the line together, round after round.
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var n = 0; n < rounds; n++)
                {
                    round.SignalAndWait();
                    var outcome = store.CreateAsync(Key(n), Content(thread)).AsTask().GetAwaiter().GetResult();
                    if (outcome.Result == CreateResult.Created)
                    {
                        winners.GetOrAdd(n, static _ => []).Add(thread);
                    }
                }
            },
            TaskCreationOptions.LongRunning)));
        await raced.CancelAsync();

        Assert.Equal(0, await reader);
        for (var n = 0; n < rounds; n++)
        {
            var winner = Assert.Single(winners[n]);
            Assert.True((await store.GetAsync(Key(n)))!.Value.Span.SequenceEqual(Content(winner)));
        }
    }

    private static async Task<int> LookForTornContentAsync(LocalFolderStore store, int rounds, CancellationToken raced)
    {
        var torn = 0;
        for (var n = 0; !raced.IsCancellationRequested; n = (n + 1) % rounds)
        {
            var content = await store.GetAsync(Key(n), CancellationToken.None);
            torn += content is null || content.Value.Span.SequenceEqual(Content(content.Value.Span[0])) ? 0 : 1;
        }

        return torn;
    }

    private static StoreKey Key(int round) => StoreKey.Parse($"race/{round}");

    private static byte[] Content(int thread)
    {
        var content = new byte[3_000];
        content.AsSpan().Fill((byte)thread);
        return content;
    }

    private Process StartRacer(string name, int rounds, int threads) => Process.Start(new ProcessStartInfo
    {
        FileName = "dotnet",
        ArgumentList =
        {
            Path.Join(AppContext.BaseDirectory, "LakeVersion.Storage.Racer.dll"),
            folder.Path,
            name,
            rounds.ToString(CultureInfo.InvariantCulture),
            threads.ToString(CultureInfo.InvariantCulture),
        },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;
}
