using LakeVersion.Adopting;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests.Adopting;

public sealed class FolderAdoptionTests : AdoptionTests
{
    public FolderAdoptionTests()
        : base(new FolderPlace())
    {
    }
}

public sealed class S3AdoptionTests : AdoptionTests
{
    public S3AdoptionTests()
        : base(new S3Place())
    {
    }
}

public sealed class MemoryAdoptionTests : AdoptionTests
{
    public MemoryAdoptionTests()
        : base(new MemoryPlace())
    {
    }
}

/// <summary>Objects outside the lake as files of it.</summary>
public abstract class AdoptionTests(SourcePlace place) : IDisposable
{
    private static readonly byte[] Large = LargeContent();

    private readonly IObjectStore store = TestStores.Open();

    public void Dispose()
    {
        place.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(AdoptMode.Register)]
    [InlineData(AdoptMode.Hash)]
    [InlineData(AdoptMode.Copy)]
    public async Task A_folder_reads_as_it_is_outside(AdoptMode mode)
    {
        await FillAsync();
        var before = await place.StateAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var result = await AdoptAsync(lake, "drop", "raw", mode);

        Assert.Equal((4, 0, false), (result.Files, result.Unchanged, result.IsTable));
        var head = await lake.AtAsync("main");
        Assert.Equal("a,b\n1,2\n", await TextAsync(lake, "raw/a.csv"));
        Assert.Equal("odd", await TextAsync(lake, "raw/sub/a b%&é=1.txt"));
        Assert.Equal("", await TextAsync(lake, "raw/empty"));
        Assert.Equal(Large, (await head.Files.ReadAsync("raw/large.bin")).ToArray());
        await using var stream = await head.Files.OpenAsync("raw/large.bin");
        stream.Position = 2_000_001;
        var part = new byte[1_500_000];
        await stream.ReadExactlyAsync(part);
        Assert.Equal(Large[2_000_001..3_500_001], part);
        Assert.Equal(before, await place.StateAsync());

        var file = await head.Files.FindAsync("raw/a.csv");
        Assert.Equal(mode == AdoptMode.Register ? null : ContentHash.Of("a,b\n1,2\n"u8), file!.Sha256);
        Assert.Equal(mode == AdoptMode.Copy ? null : $"{place.Uri}/drop/a.csv", file.ExternalUri);
        var odd = await head.Files.FindAsync("raw/sub/a b%&é=1.txt");
        Assert.Equal(mode == AdoptMode.Copy ? null : $"{place.Uri}/drop/sub/a%20b%25&%C3%A9=1.txt", odd!.ExternalUri);
    }

    [Fact]
    public async Task One_object_goes_to_the_path_or_below_it()
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, "drop/a.csv", "one.csv");
        await AdoptAsync(lake, "drop/a.csv", "folder/");
        Assert.Equal("a,b\n1,2\n", await TextAsync(lake, "one.csv"));
        Assert.Equal("a,b\n1,2\n", await TextAsync(lake, "folder/a.csv"));
    }

    [Theory]
    [InlineData("drop/*.csv", "to/a.csv")]
    [InlineData("drop/**", "to/a.csv,to/empty,to/large.bin,to/sub/a b%&é=1.txt")]
    [InlineData("drop/**/*.txt", "to/sub/a b%&é=1.txt")]
    [InlineData("drop/*/*", "to/sub/a b%&é=1.txt")]
    [InlineData("drop/*e*", "to/empty,to/large.bin")]
    public async Task A_pattern_takes_what_matches(string pattern, string expected)
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, pattern, "to");
        var files = await (await lake.AtAsync("main")).Files.ListAsync().Select(file => file.Path).ToListAsync();
        Assert.Equal(expected.Split(','), files);
    }

    [Fact]
    public async Task What_is_not_there_is_said_and_nothing_is_committed()
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        foreach (var missing in new[] { "none", "drop/none.csv", "drop/*.parquet", "drop/a.csv/b" })
        {
            var e = await FailsAsync(LakeErrorKind.NotFound, () => AdoptAsync(lake, missing, "raw"));
            Assert.Contains(missing, e.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await (await lake.AtAsync("main")).Files.ListAsync().ToListAsync());
    }

    [Theory]
    [InlineData(AdoptMode.Register)]
    [InlineData(AdoptMode.Hash)]
    [InlineData(AdoptMode.Copy)]
    public async Task Adopting_an_unchanged_folder_again_commits_nothing(AdoptMode mode)
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, "drop", "raw", mode);
        var head = (await lake.AtAsync("main")).Commit.Id;

        var again = await AdoptAsync(lake, "drop", "raw", mode);

        Assert.Equal((4, 4), (again.Files, again.Unchanged));
        Assert.Equal(head, (await lake.AtAsync("main")).Commit.Id);
    }

    [Theory]
    [InlineData(AdoptMode.Register, "other, longer")]
    [InlineData(AdoptMode.Register, "a,b\n3,4\n")]
    [InlineData(AdoptMode.Hash, "a,b\n3,4\n")]
    public async Task An_object_that_changed_is_refused_until_it_is_adopted_again(AdoptMode mode, string changed)
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, "drop", "raw", mode);
        await lake.CreateTagAsync("before", "main");
        await place.PutAsync("drop/a.csv", changed);

        var e = await FailsAsync(LakeErrorKind.Corrupt, () => TextAsync(lake, "raw/a.csv"));
        Assert.Contains($"{place.Uri}/drop/a.csv", e.Message, StringComparison.Ordinal);
        Assert.Contains("changed since", e.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Conflict, () => AdoptAsync(lake, "drop", "raw", mode));

        var result = await AdoptAsync(lake, "drop", "raw", mode, replace: true);
        Assert.Equal(3, result.Unchanged);
        Assert.Equal(changed, await TextAsync(lake, "raw/a.csv"));
        var difference = await (await lake.AtAsync("before")).CompareAsync(await lake.AtAsync("main"));
        Assert.Equal("raw/a.csv", Assert.Single(difference.Files).Path);
        await FailsAsync(LakeErrorKind.Corrupt, () => TextAsync(lake, "raw/a.csv", "before"));
    }

    [Fact]
    public async Task An_object_that_is_gone_is_missed_and_the_others_are_read()
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, "drop", "raw");
        await place.DeleteAsync("drop/a.csv");
        var e = await FailsAsync(LakeErrorKind.Corrupt, () => TextAsync(lake, "raw/a.csv"));
        Assert.Contains("no longer there", e.Message, StringComparison.Ordinal);
        Assert.Equal("odd", await TextAsync(lake, "raw/sub/a b%&é=1.txt"));
    }

    [Fact]
    public async Task What_was_copied_stays_when_the_source_goes()
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, "drop", "raw", AdoptMode.Copy);
        await place.DeleteAsync("drop/a.csv");
        await place.DeleteAsync("drop/large.bin");
        Assert.Equal("a,b\n1,2\n", await TextAsync(lake, "raw/a.csv"));
        Assert.Equal(Large, (await (await lake.AtAsync("main")).Files.ReadAsync("raw/large.bin")).ToArray());
    }

    [Theory]
    [InlineData(AdoptMode.Hash)]
    [InlineData(AdoptMode.Copy)]
    public async Task What_was_registered_can_be_hashed_or_copied_later(AdoptMode mode)
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, "drop", "raw");
        await AdoptAsync(lake, "drop", "raw", mode);
        var file = await (await lake.AtAsync("main")).Files.FindAsync("raw/large.bin");
        Assert.Equal(ContentHash.Of(Large), file!.Sha256);
        Assert.Equal(mode == AdoptMode.Copy, file.ExternalUri is null);
    }

    [Fact]
    public async Task A_growing_folder_is_adopted_again_for_what_is_new()
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, "drop", "raw");
        await place.PutAsync("drop/b.csv", "new");
        var again = await AdoptAsync(lake, "drop", "raw");
        Assert.Equal((5, 4), (again.Files, again.Unchanged));
        Assert.Equal("new", await TextAsync(lake, "raw/b.csv"));
    }

    [Fact]
    public async Task A_path_that_holds_something_else_is_not_taken()
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Files.PutAsync("raw/a.csv", new MemoryStream("mine"u8.ToArray()));
            await change.Table("weather").AppendAsync(Weather.Rows(0, 2));
            await change.CommitAsync("mine");
        }

        await FailsAsync(LakeErrorKind.Conflict, () => AdoptAsync(lake, "drop", "raw"));
        await FailsAsync(LakeErrorKind.Refused, () => AdoptAsync(lake, "drop", "weather"));
        await FailsAsync(LakeErrorKind.Refused, () => AdoptAsync(lake, "drop", "x/_delta_log"));
        Assert.Equal("mine", await TextAsync(lake, "raw/a.csv"));
        Assert.Equal(3, (await (await lake.AtAsync("main")).Files.ListAsync().ToListAsync()).Count);
    }

    [Fact]
    public async Task An_adoption_that_fails_leaves_the_transaction_as_it_was()
    {
        await FillAsync();
        await place.PutAsync("drop/z/_delta_log/x.json", "{}");
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Files.PutAsync("raw/mine", new MemoryStream("mine"u8.ToArray()));
        await FailsAsync(LakeErrorKind.Refused, () => change.AdoptAsync($"{place.Location}/drop", "raw").AsTask());
        await change.CommitAsync("mine");
        Assert.Equal(["raw/mine"], await (await lake.AtAsync("main")).Files.ListAsync().Select(file => file.Path).ToListAsync());
    }

    [Fact]
    public async Task Copies_rollbacks_and_branches_carry_what_is_outside()
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, "drop", "raw");
        await lake.CreateBranchAsync("dev", "main");
        await using (var change = await lake.Branch("dev").BeginAsync())
        {
            await change.Files.CopyAsync(await lake.AtAsync("main"), "raw", "copy");
            await change.Files.DeleteFolderAsync("raw");
            await change.CommitAsync("move");
        }

        Assert.Equal("a,b\n1,2\n", await TextAsync(lake, "copy/a.csv", "dev"));
        await lake.Branch("dev").RollbackAsync("main");
        var difference = await (await lake.AtAsync("main")).CompareAsync(await lake.AtAsync("dev"));
        Assert.Empty(difference.Files);
        Assert.Equal("a,b\n1,2\n", await TextAsync(lake, "raw/a.csv", "dev"));
        await lake.Branch("main").FastForwardAsync("dev");
        await using var again = await Lake.OpenAsync(store, place.Options);
        Assert.Equal(Large, (await (await again.AtAsync("main")).Files.ReadAsync("raw/large.bin")).ToArray());
    }

    [Fact]
    public async Task What_is_put_over_adopted_content_is_the_lakes_own()
    {
        await FillAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, "drop", "raw");
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Files.PutAsync("raw/a.csv", new MemoryStream("a,b\n1,2\n"u8.ToArray()));
        await change.CommitAsync("take over");
        await place.DeleteAsync("drop/a.csv");
        Assert.Equal("a,b\n1,2\n", await TextAsync(lake, "raw/a.csv"));
    }

    private static byte[] LargeContent()
    {
        var content = new byte[(9 << 20) + 17];
        new Random(5).NextBytes(content);
        return content;
    }

    private static async Task<LakeException> FailsAsync(LakeErrorKind kind, Func<Task> act)
    {
        var e = await Assert.ThrowsAnyAsync<LakeException>(act);
        Assert.True(e.Kind == kind, $"expected {kind}, found {e.Kind}: {e.Message}");
        return e;
    }

    private static async Task<string> TextAsync(Lake lake, string path, string revision = "main") =>
        System.Text.Encoding.UTF8.GetString((await (await lake.AtAsync(revision)).Files.ReadAsync(path)).Span);

    private async Task<AdoptResult> AdoptAsync(Lake lake, string source, string path, AdoptMode mode = AdoptMode.Register, bool replace = false)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        var result = await change.AdoptAsync($"{place.Location}/{source}", path, new AdoptOptions { Mode = mode, Replace = replace });
        await change.CommitAsync(new CommitOptions { Message = "adopt", Author = "ada" });
        return result;
    }

    private async Task FillAsync()
    {
        await place.PutAsync("drop/a.csv", "a,b\n1,2\n");
        await place.PutAsync("drop/sub/a b%&é=1.txt", "odd");
        await place.PutAsync("drop/empty", "");
        await place.PutAsync("drop/large.bin", Large);
        await place.PutAsync("dropped/neighbour", "no");
    }
}
