using System.Text;
using LakeVersion.Delta.Writing;
using LakeVersion.Erasing;
using LakeVersion.Storage;
using LakeVersion.Versioning.Erasing;

namespace LakeVersion.Tests.Erasing;

/// <summary>Uploads that lost a race keep no values of rows that are erased later.</summary>
[Trait("store", "none")]
public sealed class AbandonedUploadTests
{
    private const string First = "Zaphod-Q7731";

    private const string Second = "Ford-Q13";

    private static readonly RowErasureOptions Options = new() { Reason = "request 17" };

    private readonly Clock clock = new();
    private readonly MemoryStore store;

    public AbandonedUploadTests() => store = new MemoryStore(clock);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statistics_that_an_eraser_left_when_it_lost_its_race_go_with_its_files_or_after_them(bool fileIsGoneBefore)
    {
        await BuildAsync();

        // The one that loses writes the other's row anew, and its statistics: then that row is erased beside it.
        var overtaken = new OvertakenStore(store, () => EraseAsync(store, "id = 42"));
        await EraseAsync(overtaken, "id = 43");
        Assert.True(overtaken.Struck);
        await AssertStatisticsAsync();
        clock.Advance(TimeSpan.FromDays(30));
        if (fileIsGoneBefore)
        {
            await EraseStrayFileAsync();

            // That wrote the pack anew, which seems to be under way for another grace period, and is told as such.
            Assert.Equal(1, (await EraseAsync(store, "id = 42")).UnderWay);
            clock.Advance(TimeSpan.FromDays(30));
            await AssertStatisticsAsync();
        }

        var report = await EraseAsync(store, "id = 42");
        var left = await FindAsync();
        Assert.True(left.Count == 0, string.Join('\n', left));
        Assert.Equal((fileIsGoneBefore ? 2 : 3, 0), (report.Strays, report.UnderWay)); // A commit and a checkpoint, and the file.

        var again = await EraseAsync(store, "id = 42");
        Assert.Equal(0, again.Strays);
        await using var lake = await Lake.OpenAsync(store, Lakes());
        Assert.Single(await GuestLake.RowsAsync(lake, "main", "guests"));
        Assert.Equal(2, (await GuestLake.RowsAsync(lake, "main", "others")).Count);
        var check = await lake.CheckAsync();
        Assert.True(check.Findings.Count == 0, string.Join('\n', check.Findings));
    }

    [Fact]
    public async Task Logs_of_other_tables_that_were_made_again_stay()
    {
        await BuildAsync();
        await using var lake = await Lake.OpenAsync(store, Lakes());
        await using (var late = await lake.Branch("main").BeginAsync())
        {
            await late.Table("others").AppendAsync(Guest.Rows(Guest.Other(90)));
            await GuestLake.CommitAsync(lake, "main", "meanwhile", async change => await change.Table("others").AppendAsync(Guest.Rows(Guest.Other(91))));
            await late.CommitAsync("late");
        }

        clock.Advance(TimeSpan.FromDays(30));
        Assert.Single(await StraysAsync(lake));
        var report = await lake.Erasures.EraseRowsAsync(["guests"], "id = 42", Options);
        Assert.Equal((1L, 0, 0), (report.StoredRows, report.Strays, report.UnderWay));
        Assert.Contains("\"add\"", Assert.Single(await StraysAsync(lake)).Text, StringComparison.Ordinal);
    }

    private static Guest Somebody(long id, string name) => new(id, name, "Betelgeuse-Q5", 4242424242424242, "north", 98765.4321);

    private static async Task<List<(ContentHash Digest, string Text)>> StraysAsync(Lake lake)
    {
        var found = new List<(ContentHash, string)>();
        await foreach (var stray in new StrayContents(lake.Store, new ErasureOptions { Author = "ada" }).ReadAsync())
        {
            try
            {
                var content = await lake.Store.Content.OpenAsync(stray, CancellationToken.None);
                found.Add((stray.Sha256!.Value, Encoding.Latin1.GetString((await content.ReadAsync(0, (int)stray.SizeBytes, CancellationToken.None)).Span)));
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
            {
                // It was erased.
            }
        }

        return found;
    }

    private LakeOptions Lakes() => GuestLake.Options with { Time = clock };

    private async Task BuildAsync()
    {
        await using var lake = await Lake.CreateAsync(store, Lakes());
        await GuestLake.CommitAsync(lake, "main", "create", async change =>
        {
            await change.Table("guests").CreateAsync(Guest.Schema, new CreateOptions(), Guest.Rows([Somebody(42, First), Somebody(43, Second), Guest.Other(77)]));
            await change.Table("others").CreateAsync(Guest.Schema, new CreateOptions(), Guest.Rows([Guest.Other(1), Guest.Other(2)]));
        });
    }

    private async Task<RowErasureReport> EraseAsync(IObjectStore through, string where)
    {
        await using var lake = await Lake.OpenAsync(through, Lakes());
        return await lake.Erasures.EraseRowsAsync(["guests"], where, Options);
    }

    private async Task EraseStrayFileAsync()
    {
        await using var lake = await Lake.OpenAsync(store, Lakes());
        var file = Assert.Single(await StraysAsync(lake), stray => stray.Text.StartsWith("PAR1", StringComparison.Ordinal) && !stray.Text.Contains("protocol", StringComparison.Ordinal));
        await lake.Erasures.EraseAsync([file.Digest], "request 16");
    }

    private async Task AssertStatisticsAsync() => Assert.Contains(await FindAsync(), found => found.Value == $"\"name\":\"{First}\"");

    private async Task<List<(string Value, string Where)>> FindAsync() => await StoredValues.FindAsync(
        store,
        [StoredValues.Of(First), StoredValues.Of($"\"name\":\"{First}\""), StoredValues.Of("Betelgeuse-Q5"), .. StoredValues.Of(4242424242424242), .. StoredValues.Of(98765.4321)]);

    /// <summary>A store in which another moves the branch, just before a writer does.</summary>
    private sealed class OvertakenStore(IObjectStore inner, Func<Task> other) : DelegatingStore(inner)
    {
        private int struck;

        public bool Struck => Volatile.Read(ref struck) != 0;

        public override async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            if (key.Value.StartsWith("refs/branches/main/", StringComparison.Ordinal) && Interlocked.Exchange(ref struck, 1) == 0)
            {
                await other();
            }

            return await base.CreateAsync(key, content, cancellationToken);
        }
    }
}
