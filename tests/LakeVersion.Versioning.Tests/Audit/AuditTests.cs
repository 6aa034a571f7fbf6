using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Tests.Logs;

namespace LakeVersion.Versioning.Tests.Audit;

public sealed class AuditTests
{
    private const string Log = "refs/branches/main";

    private readonly InstantTime time = new();
    private readonly IObjectStore store;

    public AuditTests() => store = TestStores.Open(time);

    [Fact]
    public async Task A_changed_byte_is_found_at_its_entry()
    {
        var (lake, mark) = await MakeAsync();
        for (var n = 1L; n <= mark.N; n++)
        {
            await ChangesAsync(copy => ChangeAsync(copy, n, bytes => bytes[bytes.Length / 2] ^= 1), mark, [n]);
        }

        Assert.Equal("", await lake.FaultsAsync());
    }

    [Fact]
    public async Task A_rewritten_entry_is_found_at_the_one_behind_it_and_the_newest_by_a_mark()
    {
        var (lake, mark) = await MakeAsync();
        for (var n = 2L; n <= mark.N; n++)
        {
            var entry = (await lake.Lake.Logs.ReadAsync(Log, n)).Entry;
            var forged = entry with { Author = "mallory" };
            await ChangesAsync(copy => copy.PutAsync(NumberedKey.For(Log, n), forged.ToBytes()).AsTask(), n < mark.N ? null : mark, [Math.Min(n + 1, mark.N)]);
        }
    }

    [Fact]
    public async Task A_removed_entry_is_found_at_its_number()
    {
        var (_, mark) = await MakeAsync();
        for (var n = 1L; n < mark.N; n++)
        {
            await ChangesAsync(copy => copy.DeleteAsync([NumberedKey.For(Log, n)]).AsTask(), mark, [n]);
        }
    }

    [Theory]
    [InlineData(9_000_000_000)]
    [InlineData(long.MaxValue)]
    public async Task A_planted_entry_of_a_huge_number_is_found_without_counting_up_to_it(long n)
    {
        var (lake, mark) = await MakeAsync();
        var copy = await TestLake.CopyAsync(store, time);
        await copy.PutAsync(NumberedKey.For(Log, n), (await lake.HeadAsync()).Entry.ToBytes());
        var counting = new CountingStore(copy);
        var faults = await FaultsAsync(await TestLake.OpenAsync(counting), mark);
        Assert.Equal([mark.N + 1, n], faults.Select(fault => fault.N));
        Assert.Contains($"{mark.N + 1} to {n - 1} ", faults[0].Fault, StringComparison.Ordinal);
        Assert.True(counting.Snapshot().Gets < 20);
    }

    [Fact]
    public async Task Swapped_entries_are_found_at_both_numbers()
    {
        var (_, mark) = await MakeAsync();
        await ChangesAsync(
            async copy =>
            {
                var (three, five) = (await copy.GetAsync(NumberedKey.For(Log, 3)), await copy.GetAsync(NumberedKey.For(Log, 5)));
                await copy.PutAsync(NumberedKey.For(Log, 3), five!.Value);
                await copy.PutAsync(NumberedKey.For(Log, 5), three!.Value);
            },
            mark,
            [3, 5]);
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_is_found_by_a_mark_alone()
    {
        var (_, mark) = await MakeAsync();
        Task CutAsync(IObjectStore copy) => copy.DeleteAsync([NumberedKey.For(Log, mark.N), NumberedKey.For(Log, mark.N - 1)]).AsTask();
        await ChangesAsync(CutAsync, null, []);
        await ChangesAsync(CutAsync, mark, [mark.N]);
    }

    [Fact]
    public async Task A_mark_comes_back_from_its_text_and_fits_its_own_lake_and_log_alone()
    {
        var (lake, mark) = await MakeAsync();
        Assert.Equal(mark, AuditMark.Parse(mark.ToString()));
        Assert.Empty(await FaultsAsync(lake, mark));
        Assert.Single(await FaultsAsync(lake, mark with { Lake = Id128.Create(lake.Lake.Entropy) }));
        Assert.Single(await FaultsAsync(lake, mark with { Log = "refs/branches/dev" }));
        Assert.Single(await FaultsAsync(lake, mark with { N = mark.N + 1 }));
        foreach (var text in (string[])["", "x", mark.ToString() + " x", $"{mark.Lake} {mark.Log} 0 {mark.Hash}", $"{mark.Lake} {mark.Log} -1 {mark.Hash}", $"{mark.Lake} main 1 {mark.Hash}"])
        {
            Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => AuditMark.Parse(text)).Kind);
        }
    }

    [Fact]
    public async Task Logs_are_merged_by_time_newest_first()
    {
        var (lake, _) = await MakeAsync();
        await lake.BranchAsync("dev");
        for (var i = 0; i < 6; i++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await lake.PutAsync("x", $"{i}", i % 2 == 0 ? "dev" : "main");
        }

        await lake.Lake.Settings.SetAsync("a", "b", TestLake.Log);
        var entries = await ReadAsync(lake, new AuditFilter());
        Assert.Equal(entries.OrderByDescending(entry => entry.Time).Select(entry => entry.Time), entries.Select(entry => entry.Time));
        Assert.Equal(3, entries.Select(entry => entry.Log).Distinct().Count());
        var logs = await Task.WhenAll(((string[])["refs/branches/main", "refs/branches/dev", "refs/system/settings"]).Select(log => lake.Lake.Logs.HeadAsync(log).AsTask()));
        Assert.Equal(logs.Sum(head => head!.Entry.N), entries.Count);
    }

    [Fact]
    public async Task Filters_hold_together()
    {
        var (lake, _) = await MakeAsync();
        var since = time.GetUtcNow() + TimeSpan.FromMinutes(1);
        time.Advance(TimeSpan.FromMinutes(1));
        await lake.PutAsync("sales/orders/a", "1", options: TestLake.Commit("orders") with { Author = "Grace" });
        time.Advance(TimeSpan.FromMinutes(1));
        await lake.PutAsync("sales/ordersx", "1");
        time.Advance(TimeSpan.FromMinutes(1));
        await lake.BranchAsync("dev");

        Assert.Equal("orders", Assert.Single(await ReadAsync(lake, new AuditFilter { Author = "grace" })).Message);
        Assert.Equal("orders", Assert.Single(await ReadAsync(lake, new AuditFilter { Path = "sales/orders", Names = [TestLake.Main] })).Message);
        Assert.Equal("orders", Assert.Single(await ReadAsync(lake, new AuditFilter { Path = "sales/orders/", Names = [TestLake.Main] })).Message);
        Assert.Equal(2, (await ReadAsync(lake, new AuditFilter { Path = "sales", Names = [TestLake.Main] })).Count);
        Assert.Equal(2, (await ReadAsync(lake, new AuditFilter { Since = since, Operations = [LogOperation.Commit] })).Count);
        Assert.Equal("orders", Assert.Single(await ReadAsync(lake, new AuditFilter { Since = since, Until = since + TimeSpan.FromMinutes(1) })).Message);
        Assert.Empty(await ReadAsync(lake, new AuditFilter { Author = "grace", Operations = [LogOperation.Create] }));
    }

    private static async Task<List<LogEntry>> ReadAsync(TestLake lake, AuditFilter filter)
    {
        var entries = new List<LogEntry>();
        await foreach (var stored in new AuditReader(lake.Lake).ReadAsync(filter))
        {
            entries.Add(stored.Entry);
        }

        return entries;
    }

    private static async Task<List<ChainFault>> FaultsAsync(TestLake lake, AuditMark? mark)
    {
        var faults = new List<ChainFault>();
        await foreach (var fault in new ChainVerifier(lake.Lake).VerifyAsync(Log, mark))
        {
            faults.Add(fault);
        }

        return faults;
    }

    private static async Task ChangeAsync(IObjectStore copy, long n, Action<byte[]> change)
    {
        var bytes = (await copy.GetAsync(NumberedKey.For(Log, n)))!.Value.ToArray();
        change(bytes);
        await copy.PutAsync(NumberedKey.For(Log, n), bytes);
    }

    private async Task ChangesAsync(Func<IObjectStore, Task> change, AuditMark? mark, long[] numbers)
    {
        var copy = await TestLake.CopyAsync(store, time);
        await change(copy);
        var faults = await FaultsAsync(await TestLake.OpenAsync(copy), mark);
        Assert.Equal(numbers, faults.Select(fault => fault.N).Distinct());
    }

    private async Task<(TestLake Lake, AuditMark Mark)> MakeAsync()
    {
        var lake = await TestLake.CreateAsync(store, new LakeStoreOptions { Time = time });
        for (var i = 0; i < 6; i++)
        {
            await lake.PutAsync("a", $"{i}");
        }

        return (lake, await new AuditReader(lake.Lake).MarkAsync(TestLake.Main));
    }
}
