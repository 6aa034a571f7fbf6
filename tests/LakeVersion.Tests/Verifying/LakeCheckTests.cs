using LakeVersion.Storage;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Tests.Verifying;

public sealed class LakeCheckTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_found_in_a_sound_lake_with_everything_in_it(bool data)
    {
        var subject = await RichSubject.GetAsync();
        var report = await RichSubject.CheckAsync(await subject.WithAsync(), data);
        Assert.Equal("", RichSubject.Text(report));
        Assert.True(report.IsWhole);
        var figures = report.Figures;
        Assert.True(figures is { Logs: > 10, Entries: > 60, Commits: > 25, States: > 25, ExpiredStates: 0, Nodes: > 40, Packs: > 20, Outside: > 4, OutsideUnread: 0, LeftOut: 0, Tables: > 10 }, figures.ToString());
        Assert.Equal(data, figures.Contents > 1500);
        Assert.Equal(0, figures.Unreachable);
    }
}
