using LakeVersion.Storage.Local;
using LakeVersion.Testing;

namespace LakeVersion.Storage.Tests;

public sealed class PosixNamingTests : IDisposable
{
    private const int NotPermitted = 1;
    private readonly TemporaryFolder folder = new();

    public PosixNamingTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Calls of POSIX.");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Where_links_do_not_exist_a_rename_without_replacing_has_one_winner_too()
    {
        const int Racers = 8;
        for (var round = 0; round < 100; round++)
        {
            var name = folder.Of($"name{round}");
            using var start = new Barrier(Racers);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer => Task.Factory.StartNew(
                () =>
                {
                    var temporary = folder.Of($"temporary{round}-{racer}");
                    File.WriteAllText(temporary, $"{racer}");
                    start.SignalAndWait();
                    return PosixNaming.TryRename(temporary, name, NotPermitted);
                },
                TaskCreationOptions.LongRunning)));
            Assert.Equal(1, outcomes.Count(static won => won));
            Assert.Equal($"{Array.IndexOf(outcomes, true)}", File.ReadAllText(name));
        }
    }

    [Fact]
    public void A_missing_folder_is_missing_whatever_the_call()
    {
        var naming = new PosixNaming();
        File.WriteAllText(folder.Of("temporary"), "x");
        Assert.Throws<FileNotFoundException>(() => naming.TryName(folder.Of("temporary"), folder.Of("none/name")));
        Assert.Throws<FileNotFoundException>(() => PosixNaming.TryRename(folder.Of("temporary"), folder.Of("none/name"), NotPermitted));
        Assert.Throws<FileNotFoundException>(() => naming.Replace(folder.Of("temporary"), folder.Of("none/name")));
        Assert.Throws<FileNotFoundException>(() => naming.FlushFolder(folder.Of("none")));
        Assert.Throws<DirectoryNotFoundException>(() => naming.FlushFolder(folder.Of("temporary")));
    }

    [Theory]
    [InlineData(28, false)]
    [InlineData(13, false)]
    [InlineData(18, false)]
    [InlineData(5, true)]
    [InlineData(116, true)]
    [InlineData(4, true)]
    public void Only_an_error_known_to_come_before_any_effect_is_certain(int error, bool unclear) =>
        Assert.Equal(unclear, PosixErrors.Naming(error, "/x") is UnclearFileException);
}
