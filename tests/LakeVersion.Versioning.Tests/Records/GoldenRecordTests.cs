using System.Runtime.CompilerServices;

namespace LakeVersion.Versioning.Tests.Records;

/// <summary>Bytes that every later version must read, and that this version writes (Golden/Records/README.md says how they are made anew).</summary>
public sealed class GoldenRecordTests
{
    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_this_version_writes_is_the_golden_file(string name)
    {
        var file = Path.Combine(Folder(), name + ".jsonl");
        if (Environment.GetEnvironmentVariable("LAKEVERSION_GOLDEN") == "write")
        {
            await File.WriteAllBytesAsync(file, Samples.All[name].Bytes);
        }

        Assert.Equal(await File.ReadAllBytesAsync(file), Samples.All[name].Bytes);
    }

    [Fact]
    public async Task The_golden_files_read_as_what_was_written()
    {
        var lake = (Versioning.Records.LakeIdentity)(await ReadAsync("lake"))!;
        Assert.Equal(Samples.Identity, lake);
        var commit = (Versioning.Commits.Commit)(await ReadAsync("commit"))!;
        Assert.Equal((Samples.Commit.Id, Samples.Commit.RootPlace), (commit.Id, commit.RootPlace));
        Assert.Equal(Samples.Commit.Record.ToLine(), commit.Record.ToLine());
        var merge = (Versioning.Commits.Commit)(await ReadAsync("merge"))!;
        Assert.Equal((Samples.Merge.Id, 2), (merge.Id, merge.Record.Parents.Count));
        Assert.Equal(Samples.Merge.Record.ToLine(), merge.Record.ToLine());
        var entry = (Versioning.Logs.StoredEntry)(await ReadAsync("entry"))!;
        Assert.Equal(Samples.Entry.ToBytes(), entry.Entry.ToBytes());
        var gc = (Versioning.Collection.GcView)(await ReadAsync("gc"))!;
        Assert.Equal((3, 0x0b90, 5), (gc.K, gc.SweepMax, gc.LowWater["refs/branches/main"]));
    }

    private static async Task<object?> ReadAsync(string name) =>
        await Samples.ReadAsync(name, await File.ReadAllBytesAsync(Path.Combine(Folder(), name + ".jsonl")));

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "Golden", "Records");
}
