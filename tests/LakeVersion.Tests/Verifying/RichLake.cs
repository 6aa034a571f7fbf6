using System.Globalization;
using System.IO.Hashing;
using System.Text;
using LakeVersion.Adopting;
using LakeVersion.Changes;
using LakeVersion.Delta.Writing;
using LakeVersion.Outside;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Records;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests.Verifying;

/// <summary>A lake with everything that a lake can hold, and where its parts are.</summary>
internal static class RichLake
{
    public static readonly LakeOptions Options = new() { Author = "ada", External = ExternalAccess.StoresAndFiles };

    private static readonly ColumnPath Day = "Day";

    private static readonly LogOptions Say = new() { Author = "ada" };

    /// <summary>Fills a store. Objects to adopt are written into a folder.</summary>
    public static async Task BuildAsync(IObjectStore store, string folder, int seed = 0)
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await TableAsync(lake, seed);
        await FilesAsync(lake, seed);
        await AdoptAsync(lake, folder);
        await BranchesAsync(lake);
        await NamesAsync(lake);
        await StagedAsync(lake);
        await GroupAsync(lake);
        await CollectAsync(store, lake);
    }

    // Checkpoints among the versions, and vectors in files.
    private static async Task TableAsync(Lake lake, int seed)
    {
        await CommitAsync(lake, "main", "create", async change => await change.Table("weather").CreateAsync(
            RowBatcher.SchemaOf<Weather>(), new CreateOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true", ["delta.checkpointInterval"] = "3" } }));
        for (var i = 0; i < 4; i++)
        {
            await CommitAsync(lake, "main", $"append {i}", async change => await change.Table("weather").AppendAsync(Weather.Rows(seed + (i * 100), 60)));
        }

        await CommitAsync(lake, "main", "delete", async change => await change.Table("weather").DeleteAsync(Day.EqualTo(seed + 130)));
    }

    // More paths than one node holds, and content of every size class.
    private static async Task FilesAsync(Lake lake, int seed)
    {
        var random = new Random(seed);
        var large = new byte[(2 << 20) + 70_000];
        random.NextBytes(large);
        await CommitAsync(lake, "main", "files", async change =>
        {
            for (var i = 0; i < 700; i++)
            {
                await PutAsync(change, $"many/{i:x4}", $"file {seed} {i}");
            }

            await change.Files.PutAsync("large.bin", new MemoryStream(large), new PutOptions { ContentType = "x/y", Metadata = new Dictionary<string, string> { ["k"] = "v" } });
            await change.Files.PutAsync("exactly.bin", new MemoryStream(large[..(1 << 20)]));
            await change.Files.PutAsync("empty", new MemoryStream());
        });
    }

    private static async Task AdoptAsync(Lake lake, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])["a.csv", "b.csv", "none"])
        {
            await File.WriteAllTextAsync(Path.Join(folder, name), name == "none" ? "" : $"x,y\n1,{name}\n");
        }

        await CommitAsync(lake, "main", "adopt", async change => await change.AdoptAsync(folder, "raw", new AdoptOptions { Mode = AdoptMode.Register }));
        await CommitAsync(lake, "main", "adopt hashed", async change => await change.AdoptAsync(folder, "hashed", new AdoptOptions { Mode = AdoptMode.Hash }));
    }

    private static async Task BranchesAsync(Lake lake)
    {
        await lake.CreateBranchAsync("Try/Out", "main");
        await CommitAsync(lake, "Try/Out", "theirs", change => PutAsync(change, "theirs", "theirs"));
        await CommitAsync(lake, "Try/Out", "theirs again", async change => await change.Table("weather").AppendAsync(Weather.Rows(9000, 5)));
        await CommitAsync(lake, "main", "ours", change => PutAsync(change, "ours", "ours"));
        await lake.Branch("main").MergeAsync("Try/Out");
        await CommitAsync(lake, "Try/Out", "picked", change => PutAsync(change, "picked", "picked"));
        await lake.Branch("main").CherryPickAsync(["Try/Out"]);
        await lake.CreateBranchAsync("ahead", "main");
        await CommitAsync(lake, "ahead", "ahead", change => PutAsync(change, "ahead", "ahead"));
        await lake.Branch("main").MergeAsync("ahead");
        await lake.Branch("ahead").ResetAsync("main~2", force: true);
        await lake.Branch("main").RevertAsync(["main"]);
        await lake.Branch("Try/Out").RollbackAsync("main~3");
    }

    private static async Task NamesAsync(Lake lake)
    {
        await lake.CreateTagAsync("v1", "main~3");
        await lake.CreateTagAsync("v2", "main");
        await lake.CreateBranchAsync("gone", "main~1");
        await CommitAsync(lake, "gone", "only here", change => PutAsync(change, "gone", "gone"));
        await lake.Store.Moves.DeleteAsync(RefName.Branch("gone"), Say);
        await lake.Store.Moves.DeleteAsync(RefName.Tag("v1"), Say);
        await lake.Store.Moves.RestoreAsync(RefName.Tag("v1"), Say);
        await lake.Store.Moves.RenameAsync(RefName.Branch("ahead"), RefName.Branch("elsewhere"), Say);
        var kept = await lake.Store.Revisions.ResolveAsync("main~2");
        await lake.Store.Births.CreateAsync(RefName.Keep(kept.Commit.Id), kept.AsBirth, Say);
        await lake.Store.Settings.SetAsync("colour", "blue", Say);
        await lake.Store.Settings.SetAsync("protect.tidy", "branches=tidy/*;no-reset", Say);
    }

    private static async Task StagedAsync(Lake lake)
    {
        foreach (var ends in (bool[])[false, true])
        {
            var staged = await lake.Branch("main").BeginStagedAsync();
            await using (var open = await lake.OpenStagedAsync(staged))
            {
                await open.Table("weather").AppendAsync(Weather.Rows(5000, 1));
                await PutAsync(open, "staged", "staged");
                await open.SaveAsync("step");
            }

            if (ends)
            {
                await using var again = await lake.OpenStagedAsync(staged);
                await again.CommitAsync("staged");
            }
        }
    }

    private static async Task GroupAsync(Lake lake)
    {
        var changes = new List<LakeTransaction>();
        for (var i = 0; i < 3; i++)
        {
            changes.Add(await lake.Branch("main").BeginAsync());
            await PutAsync(changes[^1], $"group/{i}", $"{i}");
        }

        await Task.WhenAll(changes.Select((change, i) => change.CommitAsync(new CommitOptions { Message = $"group {i}", Author = "ada", IdempotencyKey = $"key {i}" }).AsTask()));
        foreach (var change in changes)
        {
            await change.DisposeAsync();
        }
    }

    // Two collection records that let go of nothing and anchor every log.
    private static async Task CollectAsync(IObjectStore store, Lake lake)
    {
        var heads = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var kind in Enum.GetValues<RefKind>().Where(kind => kind != RefKind.System))
        {
            foreach (var named in await lake.Store.Catalog.ListAsync(kind, includeDead: true))
            {
                heads.Add(named.Name.Log, $"{{\"n\":{named.Head.Entry.N},\"hash\":\"{named.Head.Hash}\"}}");
            }
        }

        var settings = (await lake.Store.Logs.HeadAsync(RefName.Settings.Log))!;
        heads.Add(RefName.Settings.Log, $"{{\"n\":{settings.Entry.N},\"hash\":\"{settings.Hash}\"}}");
        var anchors = string.Join(",", heads.Select(head => $"\"{head.Key}\":{head.Value}"));
        ContentHash? previous = null;
        for (var k = 1; k <= 2; k++)
        {
            var chain = previous is { } hash ? $",\"previous\":\"{hash}\"" : "";
            var bytes = Sealed($"{{\"type\":\"lakeversion.gc\",\"version\":1,\"lake\":\"{lake.Id}\",\"k\":{k},\"time\":\"2026-11-0{k}T00:00:00.000000Z\",\"tx\":\"{lake.Id}\"{chain},\"sweepMax\":-1,\"lowWater\":{{}},\"heads\":{{{anchors}}}}}\n");
            await store.PutAsync(StoreKey.Parse(KeyOf("gc", k)), bytes);
            previous = ContentHash.OfDomain("lakeversion.gc.v1", bytes);
        }
    }

    /// <summary>The key of entry n under a prefix, by docs/format.md.</summary>
    public static string KeyOf(string prefix, long n)
    {
        var digits = (long.MaxValue - n).ToString("x16", CultureInfo.InvariantCulture);
        return $"{prefix}/{digits[..12]}/{digits[12..14]}/{digits[14..]}";
    }

    /// <summary>A record with a seal that fits.</summary>
    public static byte[] Sealed(string lines)
    {
        var bytes = Encoding.UTF8.GetBytes(lines);
        return [.. bytes, .. Encoding.UTF8.GetBytes($"{{\"xxh128\":\"{Convert.ToHexStringLower(XxHash128.Hash(bytes))}\"}}\n")];
    }

    private static async Task CommitAsync(Lake lake, string branch, string message, Func<LakeTransaction, Task> act)
    {
        await using var change = await lake.Branch(branch).BeginAsync();
        await act(change);
        await change.CommitAsync(message);
    }

    private static async Task PutAsync(LakeTransaction change, string path, string text) =>
        await change.Files.PutAsync(path, new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
