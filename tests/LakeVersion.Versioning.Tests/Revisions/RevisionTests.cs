using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Versioning.Tests.Revisions;

public sealed class RevisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly IObjectStore store = TestStores.Open();

    [Theory]
    [InlineData("main", "main", null, null, "")]
    [InlineData("branch:x/y", "x/y", RefKind.Branch, null, "")]
    [InlineData("tag:v1.2", "v1.2", RefKind.Tag, null, "")]
    [InlineData("main~", "main", null, null, "1/1")]
    [InlineData("main~3^2~", "main", null, null, "3/1 1/2 1/1")]
    [InlineData("main^", "main", null, null, "1/1")]
    [InlineData("main~0", "main", null, null, "0/1")]
    [InlineData("main@{#17}", "main", null, 17L, "")]
    [InlineData("branch:main@{#17}~2", "main", RefKind.Branch, 17L, "2/1")]
    [InlineData("a@b", "a@b", null, null, "")]
    public void A_revision_reads_as_written(string text, string name, RefKind? kind, long? entry, string steps)
    {
        var revision = Revision.Parse(text, Now);
        Assert.Equal((name, kind, entry), (revision.Name, revision.Kind, revision.EntryNumber));
        Assert.Equal(steps, string.Join(' ', revision.Steps.Select(step => $"{step.Count}/{step.Parent}")));
        Assert.Equal(text, revision.ToString());
    }

    [Theory]
    [InlineData("main@{2026-11-01}", "2026-11-01T00:00:00.000000Z")]
    [InlineData("main@{2026-11-01T12:00Z}", "2026-11-01T12:00:00.000000Z")]
    [InlineData("main@{2026-11-01 12:00}", "2026-11-01T12:00:00.000000Z")]
    [InlineData("main@{2026-11-01T12:00:01+02:00}", "2026-11-01T10:00:01.000000Z")]
    [InlineData("main@{2026-11-01T12:00:00.000001Z}", "2026-11-01T12:00:00.000001Z")]
    [InlineData("main@{now}", "2026-11-10T12:00:00.000000Z")]
    [InlineData("main@{yesterday}", "2026-11-09T12:00:00.000000Z")]
    [InlineData("main@{3 days ago}~1", "2026-11-07T12:00:00.000000Z")]
    [InlineData("main@{1 week ago}", "2026-11-03T12:00:00.000000Z")]
    [InlineData("main@{999999999 weeks ago}", "1970-01-01T00:00:00.000000Z")]
    public void A_time_reads_as_written(string text, string time) =>
        Assert.Equal(time, Versioning.Records.Microseconds.Format(Revision.Parse(text, Now).AsOf!.Value));

    [Theory]
    [InlineData("")]
    [InlineData("~1")]
    [InlineData("branch:")]
    [InlineData("main@{")]
    [InlineData("main@{}")]
    [InlineData("main@{#0}")]
    [InlineData("main@{#-1}")]
    [InlineData("main@{#x}")]
    [InlineData("main@{soon}")]
    [InlineData("main@{#1}x")]
    [InlineData("main~x")]
    [InlineData("main^0")]
    [InlineData("main~99999999999999999999")]
    public void What_is_no_revision_is_refused_with_its_text(string text)
    {
        var refused = Assert.Throws<LakeException>(() => Revision.Parse(text, Now));
        Assert.Equal(LakeErrorKind.Invalid, refused.Kind);
        Assert.Contains($"'{text}'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main", "main", null)]
    [InlineData("main:", "main", "")]
    [InlineData("main:a/b", "main", "a/b")]
    [InlineData("main:a:b", "main", "a:b")]
    [InlineData("branch:x", "branch:x", null)]
    [InlineData("tag:v1:a", "tag:v1", "a")]
    [InlineData("main@{2026-11-01T12:00Z}", "main@{2026-11-01T12:00Z}", null)]
    [InlineData("main@{2026-11-01T12:00Z}~2:a", "main@{2026-11-01T12:00Z}~2", "a")]
    [InlineData("main:a@{b:c", "main", "a@{b:c")]
    public void A_path_is_split_from_its_revision(string text, string revision, string? path) =>
        Assert.Equal((revision, path), Revision.SplitPath(text));

    [Fact]
    public async Task Branches_come_before_tags_and_ids_and_prefixes_say_which()
    {
        var lake = await TestLake.CreateAsync(store);
        var one = await lake.PutAsync("a", "1");
        await lake.BranchAsync("x");
        await lake.PutAsync("a", "2", "x");
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("x"), TestLake.Log);
        await lake.Lake.Births.CreateAsync(RefName.Tag("x"), (await lake.Lake.Revisions.ResolveAsync("main")).AsBirth, TestLake.Log);
        Assert.Equal("1", await lake.ReadAsync("x", "a"));
        Assert.Equal("1", await lake.ReadAsync("x@{#2}", "a"));
        Assert.Equal("2", await lake.ReadAsync("branch:x@{#3}", "a"));
        await FailsAsync(lake, "branch:x", LakeErrorKind.NotFound, "was deleted", "lv branch restore x");
        await FailsAsync(lake, "branch:x@{#4}", LakeErrorKind.NotFound, "not live");
        await FailsAsync(lake, "branch:x@{#5}", LakeErrorKind.NotFound, "has 4 entries");

        var id = one.Commit.Id.ToString();
        Assert.Equal("1", await lake.ReadAsync(id, "a"));
        Assert.Equal("1", await lake.ReadAsync(id[..6].ToUpperInvariant(), "a"));
        Assert.Equal(lake.Lake.RootCommit.Id, (await lake.Lake.Revisions.ResolveAsync(id + "~1")).Commit.Id);
        await FailsAsync(lake, id + "~2", LakeErrorKind.NotFound, "only 1 commits before it");
        await FailsAsync(lake, id + "^2", LakeErrorKind.NotFound, "has 1 parents, no number 2");
        await FailsAsync(lake, id[..5], LakeErrorKind.NotFound, "at least 6 digits");
        await FailsAsync(lake, "mian", LakeErrorKind.NotFound, "Did you mean 'main'?");
        await FailsAsync(lake, "main@{1999-01-01}", LakeErrorKind.NotFound, "begins at");
    }

    [Fact]
    public async Task An_id_of_a_commit_that_no_entry_publishes_does_not_resolve()
    {
        var lake = await TestLake.CreateAsync(store);
        var published = await lake.PutAsync("a", "1");
        var lost = CommitStore.Make(published.Commit.Record with { Message = "lost" }, published.Commit.RootPlace);
        await lake.Lake.Commits.WriteAsync(lost, default);
        var early = CommitStore.Make(published.Commit.Record with { Entry = 99 }, published.Commit.RootPlace);
        await lake.Lake.Commits.WriteAsync(early, default);

        await FailsAsync(lake, lost.Id.ToString(), LakeErrorKind.NotFound, "No branch, tag or commit id");
        await FailsAsync(lake, early.Id.ToString(), LakeErrorKind.NotFound, "No branch, tag or commit id");
        Assert.Equal(published.Commit.Id, (await lake.Lake.Revisions.ResolveAsync(published.Commit.Id.ToString())).Commit.Id);
    }

    [Fact]
    public async Task An_abbreviation_that_two_published_commits_share_is_refused()
    {
        // Two published commits of equal first digits: their records are made in turn until six digits meet.
        var lake = await TestLake.CreateAsync(store);
        var template = (await lake.PutAsync("a", "1")).Commit;
        var seen = new Dictionary<string, Commit>(StringComparer.Ordinal);
        for (var i = 0; ; i++)
        {
            var commit = CommitStore.Make(template.Record with { Message = $"{i}", Entry = 4 }, template.RootPlace);
            var digits = commit.Id.ToString()[..6];
            if (!seen.TryAdd(digits, commit))
            {
                await PublishAsync(lake, seen[digits], commit);
                await FailsAsync(await TestLake.OpenAsync(store), digits, LakeErrorKind.Invalid, "ambiguous");
                return;
            }
        }
    }

    [Theory]
    [InlineData("mian", "main,dev,feature/login", "main")]
    [InlineData("login", "main,feature/login", "feature/login")]
    [InlineData("Main", "main,dev", "main")]
    [InlineData("zzz", "main,dev", "")]
    [InlineData("dve", "dev,main", "dev")]
    public void Near_names_are_found(string wanted, string candidates, string near) =>
        Assert.Equal(near, string.Join(',', NearNames.Of(wanted, candidates.Split(','))));

    private static async Task PublishAsync(TestLake lake, Commit first, Commit second)
    {
        await lake.Lake.Commits.WriteAsync(first, default);
        await lake.Lake.Commits.WriteAsync(second, default);
        await lake.Lake.Writer.AppendAsync(
            TestLake.Main,
            new Versioning.Logs.LogStamp(Id128.Create(lake.Lake.Entropy), "ada", TimeSpan.FromMinutes(1)),
            (_, _) => ValueTask.FromResult<Versioning.Logs.LogDraft?>(new Versioning.Logs.LogDraft
            {
                Op = Versioning.Logs.LogOperation.Commit,
                After = second.Id,
                Members = [.. ((Commit[])[first, second]).Select(commit => new Versioning.Logs.LogMember { Commit = commit.Id, Tx = commit.Record.Tx, Author = "ada" })],
            }),
            default);
    }

    private static async Task FailsAsync(TestLake lake, string revision, LakeErrorKind kind, params string[] texts)
    {
        var failed = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Revisions.ResolveAsync(revision).AsTask());
        Assert.Equal(kind, failed.Kind);
        Assert.All(texts, text => Assert.Contains(text, failed.Message, StringComparison.Ordinal));
    }
}
