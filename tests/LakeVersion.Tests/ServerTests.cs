using System.Diagnostics;
using System.Globalization;
using System.Text;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests;

/// <summary>What real processes do to one branch on a real server: minutes of it. Rates are reported, by <c>tests/s3/rates.sh</c> too.</summary>
[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class ServerTests
{
    private const int Processes = 4;
    private const int Writers = 8;

    private readonly string location = TestStores.Location("");

    public ServerTests() => Assert.SkipUnless(TestStores.AreOnS3, TestStores.NoServer);

    [Fact]
    public async Task Four_processes_of_eight_writers_commit_1600_times_and_each_is_there_once()
    {
        const int each = 50;
        await using var lake = await Lake.CreateAsync(TestStores.OpenAt(location), new LakeOptions { Author = "ada" });
        var begin = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, Processes)
            .Select(p => WorkerProcess.Start("put", location, $"{p * Writers * each}", $"{Writers}", $"{each}"))
            .ToList();
        var acknowledged = new List<int>();
        foreach (var worker in workers)
        {
            var (exitCode, errors) = await worker.EndAsync();
            Assert.True(exitCode == 0, errors);
            acknowledged.AddRange(worker.Acknowledged);
            worker.Dispose();
        }

        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        TestNotes.Say($"{acknowledged.Count} commits in {seconds:f1} s with the processes' start: {acknowledged.Count / seconds:f1} a second");
        Assert.Equal(Enumerable.Range(0, Processes * Writers * each), acknowledged.Order());
        Assert.Equal(Processes * Writers * each, (await lake.AtAsync("main")).Commit.Record.Depth);
        Assert.Equal(acknowledged.Order(), await CommittedAsync(lake));
    }

    // The numbers that the branch's history holds, each once, and as many files with the right content; the chain is whole.
    private static async Task<List<int>> CommittedAsync(Lake lake)
    {
        var branch = lake.Branch("main").Ref.Log;
        await foreach (var fault in lake.Chains.VerifyAsync(branch))
        {
            Assert.Fail(fault.ToString());
        }

        var told = new List<int>();
        await foreach (var stored in lake.Store.Logs.NewestFirstAsync(branch))
        {
            told.AddRange((stored.Entry.Members ?? []).Select(member => int.Parse(member.Message!.Split(' ')[1], CultureInfo.InvariantCulture)));
        }

        var head = await lake.AtAsync("main");
        var files = new List<int>();
        await foreach (var file in head.Files.ListAsync("files/"))
        {
            var number = int.Parse(Path.GetFileNameWithoutExtension(file.Path), CultureInfo.InvariantCulture);
            files.Add(number);
            if (number % 7 == 0)
            {
                Assert.Equal($"{number}", Encoding.UTF8.GetString((await head.Files.ReadAsync(file.Path)).Span));
            }
        }

        told.Sort();
        files.Sort();
        Assert.Equal(told, files);
        return files;
    }
}
