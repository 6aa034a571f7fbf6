using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Retention;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Tests.Collection.Retention;

public sealed class RetentionCutTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A log in letters, oldest first, an entry a day up to yesterday: c commit, f fence, d delete, r restore, v reserve.</summary>
    [Theory]
    [InlineData("vccccc", "count=1", 6)]
    [InlineData("vccccc", "count=3", 4)]
    [InlineData("vccccc", "count=9", 1)]
    [InlineData("vccfcf", "count=1", 5)] // the state of a fence is that of the commit below it
    [InlineData("vccffc", "count=2", 3)]
    [InlineData("vccccc", "age=2d", 5)] // entry 5 was replaced a day ago, entry 4 two days ago
    [InlineData("vccccc", "age=3d", 4)]
    [InlineData("vccccc", "age=0s", 6)]
    [InlineData("vccccc", "age=2d; count=4", 3)]
    [InlineData("vcc", "age=365d", 1)]
    [InlineData("c", "count=1", 1)]
    [InlineData("vccd", "count=9; deleted=1d", 4)] // deleted a day ago
    [InlineData("vccd", "count=9; deleted=2d", 1)]
    [InlineData("vccd", "age=30d", 1)]
    [InlineData("vccd", "age=1d", 4)]
    [InlineData("vcccd", "age=1d; deleted=9d", 4)] // only the last state can be restored
    [InlineData("vcccdf", "count=2; deleted=9d", 3)]
    [InlineData("vcccdr", "count=1", 6)]
    [InlineData("vcccd", "count=1", 4)] // 7 days where nothing is said
    [InlineData("vcccc", "deleted=0s", 1)] // says nothing of live names
    [InlineData("vff", "count=1", 1)]
    public void The_past_is_cut_where_the_rule_says(string log, string rule, long low)
    {
        Assert.Equal(low, Cut(log, rule));
    }

    [Fact]
    public void Of_several_rules_what_any_keeps_is_kept()
    {
        Assert.Equal(3, Cut("vccccc", "count=1", "age=4d"));
        Assert.Equal(1, Cut("vccccc", "count=1", "age=99d"));
    }

    [Theory]
    [InlineData("branches=a")]
    [InlineData("age=3d")]
    [InlineData("branches=a; age=3")]
    [InlineData("branches=a; age=-3d")]
    [InlineData("branches=a; count=0")]
    [InlineData("branches=a b; count=1")]
    [InlineData("branches=; count=1")]
    [InlineData("branches=a; count=1; forever")]
    [InlineData("branches=a; age=999999999999999d")]
    public void A_rule_that_says_nothing_or_cannot_be_read_is_refused(string text) =>
        Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => RetentionRule.Parse("r", text)).Kind);

    [Theory]
    [InlineData("branches=main,dev/*; age=30d; count=10; deleted=36h")]
    [InlineData("branches=*; tags=*; age=0s")]
    [InlineData("tags=v?; deleted=90m")]
    public void A_rule_reads_back_as_it_was_written(string text) => Assert.Equal(text, RetentionRule.Parse("r", text).ToString());

    [Fact]
    public void A_rule_covers_what_its_patterns_say()
    {
        var rule = RetentionRule.Parse("r", "branches=dev/*,main; tags=v?; count=1");
        Assert.True(rule.Covers(RefName.Branch("dev/a/b")) && rule.Covers(RefName.Branch("main")) && rule.Covers(RefName.Tag("v1")));
        Assert.False(rule.Covers(RefName.Branch("Main")) || rule.Covers(RefName.Branch("v1")) || rule.Covers(RefName.Tag("main")) || rule.Covers(RefName.Settings));
    }

    [Fact]
    public void A_setting_that_cannot_be_read_lets_nothing_go()
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("retain.x", "branches=*; keep-forever"), ("gc.grace", "soon")])
        {
            var settings = new Versioning.Settings.SettingsValue { Values = new Dictionary<string, string> { [name] = value } };
            Assert.Equal(LakeErrorKind.Unsupported, Assert.Throws<LakeException>(() => RetentionSettings.Of(settings)).Kind);
            Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => RetentionSettings.CheckSetting(name, value)).Kind);
        }
    }

    private static long Cut(string log, params string[] rules)
    {
        var cut = new RetentionCut([.. rules.Select((text, i) => RetentionRule.Parse($"r{i}", "branches=*; " + text))], Now);
        for (var n = log.Length; n >= 1 && cut.Keeps(Entry(log, n)); n--)
        {
        }

        return cut.Low;
    }

    private static LogEntry Entry(string log, int n)
    {
        var op = log[n - 1] switch
        {
            'c' => LogOperation.Commit,
            'f' => LogOperation.Fence,
            'd' => LogOperation.Delete,
            'r' => LogOperation.Restore,
            _ => LogOperation.Reserve,
        };
        var movement = log[..n].TrimEnd('f');
        var isLive = movement.Length > 0 && movement[^1] is 'c' or 'r';
        return new LogEntry
        {
            Lake = default,
            Log = "refs/branches/x",
            N = n,
            Op = op,
            After = isLive ? new CommitId(ContentHash.Of([(byte)n])) : null,
            Time = Now.AddDays(n - log.Length - 1),
            WriterTime = Now,
            Client = "test",
            Author = "ada",
            Tx = default,
        };
    }
}
