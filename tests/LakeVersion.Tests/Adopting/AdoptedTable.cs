using System.Text;
using LakeVersion.Adopting;
using LakeVersion.Delta;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Parquet;
using LakeVersion.Rows.Output;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests.Adopting;

/// <summary>What tests of adopted tables share: the table <c>t</c> of a place is adopted as <c>tables/t</c>.</summary>
internal static class AdoptedTable
{
    public static DeltaContext Context { get; } = new(ParquetEngines.Default, TimeProvider.System, SystemEntropy.Instance);

    public static PrefixStore Folder(SourcePlace place) => new(place.Store, StoreKey.Parse("t"));

    public static async Task<AdoptResult> AdoptAsync(SourcePlace place, Lake lake, AdoptMode mode = AdoptMode.Register, string path = "tables/t")
    {
        await using var change = await lake.Branch("main").BeginAsync();
        var result = await change.AdoptAsync($"{place.Location}/t", path, new AdoptOptions { Mode = mode });
        await change.CommitAsync(new CommitOptions { Message = "adopt", Author = "ada" });
        return result;
    }

    public static bool SameMoment(HistoryEntry left, HistoryEntry right) =>
        left.Version == right.Version && left.Operation == right.Operation && left.Timestamp.ToUnixTimeMilliseconds() == right.Timestamp.ToUnixTimeMilliseconds();

    public static async Task CompareAsync(DeltaTable source, LakeSnapshot head, long version)
    {
        var expected = await source.SnapshotAsync(version);
        var found = await head.Table("tables/t").OpenAsync(version: version);
        Assert.Equal(expected.Timestamp, found.Timestamp);
        Assert.Equal(await RowsAsync(expected), await RowsAsync(found));
    }

    // Versions whose files are gone fail the same way on both sides.
    public static async Task<string> RowsAsync(DeltaSnapshot snapshot)
    {
        try
        {
            return await RowsAsync(snapshot.ReadAsync());
        }
        catch (LakeException e)
        {
            return e.Kind.ToString();
        }
    }

    public static async Task<string> RowsAsync(IAsyncEnumerable<Apache.Arrow.RecordBatch> batches)
    {
        using var rows = new MemoryStream();
        await JsonLinesOutput.WriteAsync(batches, rows);
        return Encoding.UTF8.GetString(rows.ToArray());
    }

    public static async Task<string> RowsAsync(Lake lake, string revision, string table = "tables/t") =>
        await RowsAsync(await (await lake.AtAsync(revision)).Table(table).OpenAsync());

    public static async Task<LakeException> FailsAsync(LakeErrorKind kind, Func<Task> act)
    {
        var e = await Assert.ThrowsAnyAsync<LakeException>(act);
        Assert.True(e.Kind == kind, $"expected {kind}, found {e.Kind}: {e.Message}");
        return e;
    }

    public static async Task PutFixtureAsync(SourcePlace place, string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", "fixtures", "delta", name);
            if (Directory.Exists(found))
            {
                await place.PutFolderAsync(found, "t");
                return;
            }
        }

        Assert.Skip("fixtures not found");
    }
}
